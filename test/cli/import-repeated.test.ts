import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, readlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openStreamStore } from "../../src/store/index.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { systemLog } from "./logs.ts";
import { resultOf, runCli, runCliWith, startCli, startHeld, succeed, type CliProcess } from "./run-cli.ts";

describe("a repeated import", () => {
  it("appends nothing twice, whichever file has the content", async () => {
    const directory = await temporaryDirectory();
    const content = systemLog(2500);
    const [file, copy] = [join(directory, "a.log"), join(directory, "b.log")];
    await writeFile(file, content);
    await writeFile(copy, content);
    expect(await succeed("import", directory, "--into", "log", file)).toBe(
      `Imported 2500 lines (${content.length} bytes) into log; 0 already present\n`,
    );
    const nothing = "Imported 0 lines (0 bytes) into log; 2500 already present\n";
    expect(await succeed("import", directory, "--into", "log", file)).toBe(nothing);
    expect(await succeed("import", directory, "--into", "log", copy)).toBe(nothing);
    expect((await runCliWith(content, "import", directory, "--into", "log", "-")).stdout.toString()).toBe(
      nothing,
    );
    expect((await exported(directory)).equals(content)).toBe(true);
  });

  it("appends again for other content, another stream or another label", async () => {
    const directory = await temporaryDirectory();
    const [file, other] = [join(directory, "a.log"), join(directory, "b.log")];
    await writeFile(file, "one\ntwo\n");
    await writeFile(other, "one\ntwo\nthree\n");
    await succeed("import", directory, "--into", "log", file);
    await succeed("import", directory, "--into", "log", other);
    await succeed("import", directory, "--into", "log", file, "--again", "monday");
    await succeed("import", directory, "--into", "log", file, "--again", "monday");
    await succeed("import", directory, "--into", "elsewhere", file);
    expect((await exported(directory)).toString()).toBe("one\ntwo\none\ntwo\nthree\none\ntwo\n");
    expect((await exported(directory, "elsewhere")).toString()).toBe("one\ntwo\n");
  });

  it("continues where kill -9 stopped it, however often", async () => {
    const directory = await temporaryDirectory();
    const file = join(directory, "in.log");
    const content = systemLog(120_000);
    await writeFile(file, content);
    // Killed a little later each time, by how much it has stored and not by a clock.
    const stops: number[] = [];
    for (let stopAt = 1; ; stopAt += 20_000) {
      const child = startHeld(stopAt, "import", directory, "--into", "log", file);
      const result = resultOf(child);
      await killWhenStored(child, directory, stopAt);
      if ((await result).exitCode === 0) break;
      stops.push(await countOf(directory));
    }
    expect(stops.length).toBeGreaterThan(2);
    expect(stops.every((count) => count > 0 && count < 120_000)).toBe(true);
    expect(await countOf(directory)).toBe(120_000);
    expect((await exported(directory)).equals(content)).toBe(true);
  });

  it.runIf(process.platform !== "win32")("continues after Ctrl-C has stopped it cleanly", async () => {
    const directory = await temporaryDirectory();
    const file = join(directory, "in.log");
    const content = systemLog(120_000);
    await writeFile(file, content);
    const child = startHeld(1, "import", directory, "--into", "log", file);
    const result = resultOf(child);
    await untilStored(child, directory, 1);
    child.kill("SIGINT");
    const { exitCode, stderr } = await result;
    expect(exitCode).toBe(130);
    expect(stderr).toMatch(
      /^electron-durable-streams: stopped after \d+ lines; run the same command again[^\n]*\n$/,
    );
    const stopped = Number(/after (\d+) lines/.exec(stderr)?.[1]);
    expect(await countOf(directory)).toBe(stopped);
    expect(await succeed("import", directory, "--into", "log", file)).toContain(
      `; ${stopped} already present`,
    );
    expect((await exported(directory)).equals(content)).toBe(true);
  });
});

/** What the names of temporary copies of standard input begin with, until they are unlinked. */
const spoolName = "electron-durable-streams-import-";

// Observed through /proc.
describe.runIf(process.platform === "linux")("an input that can be read only once", () => {
  it("leaves no file behind when the import is stopped while it waits", async () => {
    const directory = await temporaryDirectory();
    const store = join(directory, "store");
    const child = startCli("import", store, "--into", "log");
    const result = resultOf(child);
    child.stdin.write("begun\n");
    await spooling(child);
    child.kill("SIGINT");
    expect(await result).toMatchObject({ exitCode: 130 });
    expect(existsSync(store)).toBe(false);
    expect((await readdir(tmpdir())).filter((name) => name.startsWith(spoolName))).toEqual([]);
  });

  it("can be a named pipe", async () => {
    const directory = await temporaryDirectory();
    const pipe = join(directory, "pipe");
    expect(spawnSync("mkfifo", [pipe]).status).toBe(0);
    const imported = succeed("import", directory, "--into", "log", pipe);
    await writeFile(pipe, "one\ntwo\n");
    await imported;
    expect((await exported(directory)).toString()).toBe("one\ntwo\n");
  });
});

async function exported(directory: string, path = "log"): Promise<Buffer> {
  return (await runCli("export", directory, path)).stdout;
}

async function killWhenStored(child: CliProcess, directory: string, count: number): Promise<void> {
  await untilStored(child, directory, count);
  child.kill("SIGKILL");
}

/** Waits until another reader sees that many messages, or until the process has ended. */
async function untilStored(child: CliProcess, directory: string, count: number): Promise<void> {
  while (child.exitCode === null && child.signalCode === null) {
    if ((await countOf(directory).catch(() => 0)) >= count) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function countOf(directory: string): Promise<number> {
  const store = openStreamStore({ directory, readOnly: true });
  try {
    return (await store.head("log")).messageCount;
  } finally {
    await store.close();
  }
}

/** Waits until the process has its temporary file open: by then it handles signals. */
async function spooling({ pid }: CliProcess): Promise<void> {
  const folder = `/proc/${pid}/fd`;
  for (;;) {
    const files = await Promise.all(
      (await readdir(folder)).map((fd) => readlink(join(folder, fd)).catch(() => "")),
    );
    if (files.some((file) => file.includes(spoolName))) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
