import { execFileSync, spawn, spawnSync } from "node:child_process";
import {
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { openOutput } from "../../../src/cli/export/output.ts";
import { openStreamStore, type StreamStore } from "../../../src/store/index.ts";
import { openTestStore } from "../../support/open-store.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { lastReport } from "../../support/verify-store.ts";
import { failureOf, succeed } from "../run-cli.ts";

interface Places {
  readonly folder: string;
  /** An app has it open. */
  readonly streams: string;
  readonly store: StreamStore;
}

const commands = {
  backup: (streams: string, target: string) => ["backup", streams, target],
  export: (streams: string, target: string) => ["export", streams, "log", "--force", "--output", target],
} as const;

describe.each(Object.entries(commands))("%s refuses a target", (_, argsFor) => {
  it("in a store's folder or that is one of a store's files, while appends are acknowledged", async () => {
    const { folder, streams, store } = await preparePlaces();
    symlinkSync("streams", join(folder, "alias"));
    linkSync(join(streams, "streams.db"), join(folder, "same.db"));
    symlinkSync(join("streams", "streams.db"), join(folder, "link.db"));
    symlinkSync(join("closed", "streams.db"), join(folder, "closed.db"));
    mkdirSync(join(streams, "inner"));
    symlinkSync(join("streams", "inner"), join(folder, "inner"));
    const targets = [
      ...["streams.db", "streams.db-wal", "streams.db-shm", "writer.lock", "writer.pid", "new"].map((name) =>
        join("alias", name),
      ),
      ...["same.db", "link.db", "inner/../streams.db", "closed/streams.db", "closed.db", "closed/new"],
    ];
    for (const target of targets) {
      await store.append("log", `${target}\n`);
      expect(await failureOf(...argsFor(streams, `${folder}/${target}`))).toContain("(BAD_REQUEST)");
    }
    expect((await store.head("log")).messageCount).toBe(1 + targets.length);
    await store.close();
    const again = openTestStore({ directory: streams });
    expect((await again.head("log")).messageCount).toBe(1 + targets.length);
    expect((await lastReport(again)).problems).toEqual([]);
    expect(readdirSync(folder).toSorted()).toEqual(
      ["alias", "closed", "closed.db", "inner", "link.db", "same.db", "streams"].toSorted(),
    );
  });

  it("but writes into a folder with copies, through links, and again", async () => {
    const { folder, streams } = await preparePlaces();
    mkdirSync(join(folder, "copies"));
    symlinkSync(join("copies", "streams.db"), join(folder, "latest"));
    writeFileSync(join(folder, "copies", "streams.db.partial"), "mine");
    for (let round = 0; round < 2; round++) await succeed(...argsFor(streams, join(folder, "latest")));
    expect(readdirSync(join(folder, "copies"))).toEqual(["streams.db", "streams.db.partial"]);
    expect(readlinkSync(join(folder, "latest"))).toBe(join("copies", "streams.db"));
  });
});

describe("export", () => {
  it("refuses a store's file as standard output", async () => {
    const { streams, store } = await preparePlaces();
    const before = readFileSync(join(streams, "streams.db-wal"));
    const output = openSync(join(streams, "streams.db-wal"), "a");
    const bin = fileURLToPath(new URL("../../../src/cli/bin.ts", import.meta.url));
    const { status, stderr } = spawnSync(process.execPath, [bin, "export", streams, "log"], {
      stdio: ["ignore", output, "pipe"],
    });
    expect(status).toBe(1);
    expect(String(stderr)).toContain("(BAD_REQUEST)");
    expect(readFileSync(join(streams, "streams.db-wal")).equals(before)).toBe(true);
    expect((await store.head("log")).messageCount).toBe(1);
  });

  it("keeps the file that it would replace until it is complete, and leaves no part of a new one", async () => {
    const { folder, streams } = await preparePlaces();
    const file = join(folder, "out.log");
    writeFileSync(file, "precious");
    const output = await openOutput(file, { overwrite: true, storeFolder: streams });
    await output.write(Buffer.from("a part"));
    expect(readFileSync(file, "utf8")).toBe("precious");
    await output.discard();
    expect(readFileSync(file, "utf8")).toBe("precious");
    expect(readdirSync(folder).toSorted()).toEqual(["closed", "out.log", "streams"]);
  });

  it("replaces no file that appears meanwhile, unless with --force", async () => {
    const { folder, streams } = await preparePlaces();
    const file = join(folder, "out.log");
    const output = await openOutput(file, { overwrite: false, storeFolder: streams });
    writeFileSync(file, "precious");
    await expect(output.close()).rejects.toMatchObject({ code: "EXISTS" });
    expect(readFileSync(file, "utf8")).toBe("precious");
    expect(readdirSync(folder).toSorted()).toEqual(["closed", "out.log", "streams"]);
  });

  it("does not create what a link leads to without --force", async () => {
    const { folder, streams } = await preparePlaces();
    symlinkSync("nothing", join(folder, "link"));
    expect(await failureOf("export", streams, "log", "--output", join(folder, "link"))).toContain("(EXISTS)");
    expect(readdirSync(folder)).not.toContain("nothing");
  });

  it.skipIf(process.platform === "win32")("writes to a pipe, which stays one", async () => {
    const { folder, streams } = await preparePlaces();
    const pipe = join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    const reader = spawn("cat", [pipe]);
    const read = buffer(reader.stdout);
    await succeed("export", streams, "log", "--force", "--output", pipe);
    expect((await read).toString()).toBe("first\n");
    expect(statSync(pipe).isFIFO()).toBe(true);
  });
});

it("import refuses the files of a store as its input", async () => {
  const { folder } = await preparePlaces();
  symlinkSync("streams", join(folder, "alias"));
  for (const name of ["streams.db", "streams.db-wal", "writer.lock"]) {
    const args = ["import", join(folder, "new"), "--into", "log", join(folder, "alias", name)];
    expect(await failureOf(...args)).toContain("(BAD_REQUEST)");
  }
  expect(readdirSync(folder)).not.toContain("new");
});

it("salvage refuses a folder inside the damaged store", async () => {
  const { folder } = await preparePlaces();
  expect(await failureOf("salvage", join(folder, "closed"), join(folder, "closed", "new"))).toContain(
    "(BAD_REQUEST)",
  );
});

async function preparePlaces(): Promise<Places> {
  const folder = await temporaryDirectory();
  const [streams, closed] = [join(folder, "streams"), join(folder, "closed")];
  await openStreamStore({ directory: closed }).close();
  const store = openTestStore({ directory: streams });
  await store.create("log", { contentType: "text/plain", data: "first\n" });
  return { folder, streams, store };
}
