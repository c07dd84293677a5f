import { createServer, type AddressInfo } from "node:net";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openStreamStore, type StreamStore } from "../../src/store/index.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { failureOf, startCli, succeed } from "./run-cli.ts";

describe("a usage error is one line and exit code 1", () => {
  const usages = [
    { args: [], line: "a command is missing" },
    { args: ["frobnicate"], line: "unknown command 'frobnicate'" },
    { args: ["--frobnicate"], line: "unknown option '--frobnicate'" },
    { args: ["inspect"], line: "missing required argument 'directory'" },
    { args: ["inspect", ".", "--port", "http"], line: "A port is a whole number from 0 to 65535" },
    { args: ["inspect", ".", "--port", "65536"], line: "A port is a whole number from 0 to 65535" },
    { args: ["inspect", ".", "more"], line: "too many arguments" },
    { args: ["import", "."], line: "required option '--into <path>' not specified" },
    { args: ["import", ".", "--into"], line: "argument missing" },
    { args: ["import", ".", "--into", "../up"], line: "(BAD_REQUEST)" },
    { args: ["import", ".", "--into", "a", "--content-tpye", "b"], line: "unknown option '--content-tpye'" },
    { args: ["export", "."], line: "missing required argument 'path'" },
  ];
  for (const { args, line } of usages) {
    it(["electron-durable-streams", ...args].join(" "), async () => {
      expect(await failureOf(...args)).toContain(line);
    });
  }
});

describe("a missing store, stream or file", () => {
  for (const command of [["inspect"], ["inspect", "--read-only"], ["export", "--from=-1"]]) {
    it(`is refused by ${command.join(" ")}, which creates no store`, async () => {
      const directory = await temporaryDirectory();
      const missing = join(directory, "none");
      const path = command[0] === "export" ? ["log"] : [];
      expect(await failureOf(...command, missing, ...path)).toContain("(NOT_FOUND)");
      expect(await failureOf(...command, directory, ...path)).toContain("(NOT_FOUND)");
      expect(await readdir(directory)).toEqual([]);
    });
  }

  it("is refused by import, like a folder, which creates no store", async () => {
    const directory = await temporaryDirectory();
    const store = join(directory, "store");
    expect(await failureOf("import", store, "--into", "a", join(directory, "none.log"))).toContain(
      "(NOT_FOUND)",
    );
    expect(await failureOf("import", store, "--into", "a", directory)).toContain("is a folder");
    expect(existsSync(store)).toBe(false);
  });

  it("is refused by export, like an invalid offset, which creates no file", async () => {
    const { directory } = await storeWith("log");
    const output = join(directory, "out.log");
    expect(await failureOf("export", directory, "lgo", "--output", output)).toContain("(NOT_FOUND)");
    expect(await failureOf("export", directory, "log", "--output", output, "--from", "7")).toContain(
      "(BAD_REQUEST)",
    );
    expect(existsSync(output)).toBe(false);
    await writeFile(output, "");
    expect(await failureOf("export", directory, "log", "--output", output)).toContain("(EXISTS)");
    const unwritable = join(directory, "none", "out.log");
    expect(await failureOf("export", directory, "log", "--output", unwritable)).toContain("(BAD_REQUEST)");
  });
});

describe("a store that cannot be opened", () => {
  it("is damaged, or not a database", async () => {
    const directory = await temporaryDirectory();
    await writeFile(join(directory, "streams.db"), "this is not a database".repeat(1000));
    for (const args of [
      ["inspect", directory],
      ["export", directory, "log"],
      ["import", directory, "--into", "log"],
    ]) {
      expect(await failureOf(...args)).toContain("(STORE_CORRUPT)");
    }
  });

  it("has a file in place of its folder", async () => {
    const directory = await temporaryDirectory();
    const file = join(directory, "file");
    await writeFile(file, "");
    expect(await failureOf("inspect", file)).toContain("(NOT_FOUND)");
    expect(await failureOf("import", file, "--into", "log")).toMatch(/EEXIST|ENOTDIR/);
  });

  it("is open for writing in another process, whose id the error names", async () => {
    const { directory, store } = await storeWith("log", { keepOpen: true });
    const inspect = await failureOf("inspect", directory);
    expect(inspect).toContain(`process ${process.pid}`);
    expect(inspect).toContain("--read-only");
    expect(inspect).toContain("(STORE_LOCKED)");
    expect(await failureOf("import", directory, "--into", "log")).toContain("(STORE_LOCKED)");
    await store.close();
  });
});

describe("import", () => {
  it("refuses a content type other than the stream's", async () => {
    const { directory } = await storeWith("log");
    await writeFile(join(directory, "a.ndjson"), "{}\n");
    expect(await failureOf("import", directory, "--into", "log", join(directory, "a.ndjson"))).toContain(
      "(CONTENT_TYPE_MISMATCH)",
    );
    expect(await failureOf("import", directory, "--into", "new", "--content-type", "text")).toContain(
      "(BAD_REQUEST)",
    );
  });

  it("refuses a closed stream", async () => {
    const { directory, store } = await storeWith("log", { keepOpen: true });
    await store.closeStream("log");
    await store.close();
    await writeFile(join(directory, "a.log"), "more\n");
    expect(await failureOf("import", directory, "--into", "log", join(directory, "a.log"))).toContain(
      "(CLOSED)",
    );
  });

  it("appends to a stream that has an expiry and a retention", async () => {
    const { directory, store } = await storeWith("log", { keepOpen: true });
    await store.create("short", {
      contentType: "text/plain; charset=utf-8",
      ttlSeconds: 500,
      retention: { maxMessages: 1 },
    });
    await store.close();
    await writeFile(join(directory, "a.log"), "one\ntwo\n");
    await succeed("import", directory, "--into", "short", join(directory, "a.log"));
    expect(await succeed("export", directory, "short")).toBe("two\n");
  });

  it("names a line that is invalid JSON or too long, before it writes anything", async () => {
    const directory = await temporaryDirectory();
    const store = join(directory, "store");
    const bad = {
      "syntax.ndjson": '{"a":1}\n\n{"a":\n{"a":2}\n',
      "two-values.ndjson": "1\n\n2 3\n",
      "no-utf8.ndjson": Buffer.from([0x31, 0x0a, 0x0a, 0x22, 0xff, 0x22]),
      "long.log": Buffer.concat([Buffer.from("\n\n"), Buffer.alloc(10 * 1024 * 1024 + 1)]),
    };
    for (const [name, content] of Object.entries(bad)) {
      const file = join(directory, name);
      await writeFile(file, content);
      expect(await failureOf("import", store, "--into", "a", file)).toContain("line 3 ");
    }
    await writeFile(join(directory, "blank.ndjson"), "\n \n");
    expect(await failureOf("import", store, "--into", "a", join(directory, "blank.ndjson"))).toContain(
      "only blank lines",
    );
    expect(existsSync(store)).toBe(false);
  });
});

describe("inspect", () => {
  it("reports that a port is in use", async () => {
    const { directory } = await storeWith("log");
    const server = createServer().listen(0, "127.0.0.1");
    onTestFinished(() => void server.close());
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    expect(await failureOf("inspect", directory, "--port", String(port))).toContain(`port ${port} is in use`);
  });
});

describe("help", () => {
  it("describes the program and each command, with examples", async () => {
    const help = await succeed("--help");
    for (const command of ["inspect", "import", "export"]) {
      expect(help).toContain(command);
      expect(await succeed(command, "--help")).toMatch(
        new RegExp(`^Usage: electron-durable-streams ${command} [^]*Examples:\\n  [^\\n]* ${command} `),
      );
    }
    expect(await succeed("--version")).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

it("export exits quietly when its reader closes the pipe", async () => {
  const directory = await temporaryDirectory();
  const file = join(directory, "in.log");
  await writeFile(file, "a line of a log\n".repeat(500_000));
  await succeed("import", directory, "--into", "log", file);
  const child = startCli("export", directory, "log");
  child.stdout.once("data", () => child.stdout.destroy());
  expect(await exitOf(child)).toEqual({ exitCode: 0, stderr: "" });
});

async function exitOf(
  child: ReturnType<typeof startCli>,
): Promise<{ exitCode: number | null; stderr: string }> {
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const [exitCode] = (await once(child, "close")) as [number | null];
  return { exitCode, stderr };
}

interface OpenedStore {
  readonly directory: string;
  readonly store: StreamStore;
}

/** A store with one text stream. */
async function storeWith(path: string, { keepOpen = false } = {}): Promise<OpenedStore> {
  const directory = await temporaryDirectory();
  const store = openStreamStore({ directory });
  await store.create(path, { contentType: "text/plain", data: "first\n" });
  if (!keepOpen) await store.close();
  return { directory, store };
}
