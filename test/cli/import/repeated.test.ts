import { spawnSync } from "node:child_process";
import { appendFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { systemLog } from "../logs.ts";
import { failureOf, resultOf, runCli, runCliWith, startHeld, succeed, type CliProcess } from "../run-cli.ts";
import { countOf, untilStored } from "./stored.ts";

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
    await writeFile(other, "uno\ntwo\nthree\n");
    await succeed("import", directory, "--into", "log", file);
    await succeed("import", directory, "--into", "log", other);
    await succeed("import", directory, "--into", "log", file, "--again", "monday");
    await succeed("import", directory, "--into", "log", file, "--again", "monday");
    await succeed("import", directory, "--into", "elsewhere", file);
    expect((await exported(directory)).toString()).toBe("one\ntwo\nuno\ntwo\nthree\none\ntwo\n");
    expect((await exported(directory, "elsewhere")).toString()).toBe("one\ntwo\n");
  });

  it("appends what the input has grown by, however it was cut before", async () => {
    const directory = await temporaryDirectory();
    const file = join(directory, "a.log");
    const content = systemLog(6000);
    const ends = [content.indexOf("\n"), 500, 501, 100_000, content.length];
    for (const [i, end] of ends.entries()) {
      await writeFile(file, content.subarray(0, end));
      if (i % 2 === 0) await succeed("import", directory, "--into", "log", file);
      else await runCliWith(content.subarray(0, end), "import", directory, "--into", "log");
    }
    expect(await succeed("import", directory, "--into", "log", file)).toContain("Imported 0 lines");
    expect((await exported(directory)).equals(content)).toBe(true);
  });

  it("goes on in a line that had no end, in text; a JSON value that goes on is refused", async () => {
    const directory = await temporaryDirectory();
    const [text, json] = [join(directory, "a.log"), join(directory, "a.ndjson")];
    await writeFile(text, "one\ntw");
    await writeFile(json, "1\n2");
    await succeed("import", directory, "--into", "log", text);
    await succeed("import", directory, "--into", "json", json);
    await appendFile(text, "o\nthree");
    await appendFile(json, "\r\n\n3");
    await succeed("import", directory, "--into", "log", text);
    await succeed("import", directory, "--into", "json", json);
    expect((await exported(directory)).toString()).toBe("one\ntwo\nthree");
    expect((await exported(directory, "json")).toString()).toMatch(/^1\n2\s+3$/);
    await appendFile(json, "4");
    expect(await failureOf("import", directory, "--into", "json", json)).toContain("(INPUT_CHANGED)");
  });

  it("is refused when the input has shrunk, or changed in what was imported", async () => {
    const directory = await temporaryDirectory();
    const file = join(directory, "a.log");
    const lines = Array.from({ length: 1010 }, (_, i) => `line ${i}\n`);
    await writeFile(file, lines.join(""));
    await succeed("import", directory, "--into", "log", file);
    const changed = {
      "is shorter": lines.slice(0, 500),
      "is shorter by one line": lines.slice(0, -1),
      "is empty but for its first line": lines.slice(0, 1),
      "has another line in its middle": lines.with(505, "other\n"),
      "lacks a line in its middle, and has grown": [...lines.toSpliced(505, 1), "new\n", "new\n"],
      "differs in its last line": lines.with(1009, "other\n"),
    };
    for (const [what, content] of Object.entries(changed)) {
      await writeFile(file, content.join(""));
      const failure = await failureOf("import", directory, "--into", "log", file);
      expect(failure, what).toMatch(/nothing was imported; .*\(INPUT_CHANGED\)$/);
    }
    expect(await countOf(directory)).toBe(1010);
    await succeed("import", directory, "--into", "log", file, "--again", "changed");
    expect(await countOf(directory)).toBe(2020);
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

describe.runIf(process.platform !== "win32")("an input that can be read only once", () => {
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
