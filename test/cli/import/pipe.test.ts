import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { resultOf, runCliWith, startCli, succeed } from "../run-cli.ts";
import { untilStored } from "./stored.ts";

describe("an import from a pipe", () => {
  it("shows lines to readers while it waits for more, in text and in JSON", async () => {
    for (const [type, lines] of [
      ["text/plain", ["one\n", "two\n", "three\n"]],
      ["application/json", ['{"n":1}\n', "[2]\n", '"3"\n']],
    ] as const) {
      const directory = await temporaryDirectory();
      const child = startCli("import", directory, "--into", "log", "--content-type", type);
      const result = resultOf(child);
      for (const [i, line] of lines.entries()) {
        child.stdin.write(line);
        expect(await untilStored(child, directory, i + 1)).toBe(true);
      }
      child.stdin.end();
      expect(await result).toMatchObject({ exitCode: 0, stderr: "" });
      expect(await succeed("export", directory, "log")).toBe(lines.join(""));
    }
  });

  it("appends nothing twice when it is repeated from its beginning, cut elsewhere", async () => {
    const directory = await temporaryDirectory();
    const child = startCli("import", directory, "--into", "log");
    const result = resultOf(child);
    child.stdin.write("one\ntwo\nthr");
    expect(await untilStored(child, directory, 2)).toBe(true);
    child.stdin.write("ee\n");
    expect(await untilStored(child, directory, 3)).toBe(true);
    child.stdin.end("four");
    expect(await result).toMatchObject({ exitCode: 0 });
    const again = await runCliWith(
      Buffer.from("one\ntwo\nthree\nfour\nfive\n"),
      "import",
      directory,
      "--into",
      "log",
    );
    expect(again.stdout.toString()).toContain("; 4 already present");
    expect(await succeed("export", directory, "log")).toBe("one\ntwo\nthree\nfour\nfive\n");
  });

  it.runIf(process.platform !== "win32").each(["SIGINT", "SIGTERM"] as const)(
    "keeps the complete lines that came before %s, and continues after them",
    async (signal) => {
      const directory = await temporaryDirectory();
      const child = startCli("import", directory, "--into", "log");
      const result = resultOf(child);
      child.stdin.write("one\ntwo\n");
      expect(await untilStored(child, directory, 2)).toBe(true);
      child.stdin.write("three\nfou");
      expect(await untilStored(child, directory, 3)).toBe(true);
      child.kill(signal);
      const { exitCode, stderr } = await result;
      expect(exitCode).toBe(signal === "SIGINT" ? 130 : 143);
      expect(stderr).toBe(
        "electron-durable-streams: stopped after 3 lines; to continue, import the same input again from its first line\n",
      );
      expect(await succeed("export", directory, "log")).toBe("one\ntwo\nthree\n");
      await runCliWith(Buffer.from("one\ntwo\nthree\nfour\n"), "import", directory, "--into", "log");
      expect(await succeed("export", directory, "log")).toBe("one\ntwo\nthree\nfour\n");
    },
  );

  it("keeps the lines before one that is invalid, and says so", async () => {
    const directory = await temporaryDirectory();
    const content = Buffer.from('{"n":1}\n{"n":2}\n{"n":\n{"n":4}\n');
    const json = ["--content-type", "application/json"];
    const { exitCode, stderr } = await runCliWith(content, "import", directory, "--into", "log", ...json);
    expect(exitCode).toBe(1);
    expect(stderr).toContain("line 3 is not valid JSON; 2 lines before it were imported (BAD_REQUEST)");
    expect(await succeed("export", directory, "log")).toBe('{"n":1}\n{"n":2}\n');
    const fixed = Buffer.from('{"n":1}\n{"n":2}\n{"n":3}\n');
    const again = await runCliWith(fixed, "import", directory, "--into", "log", ...json);
    expect(again.stdout.toString()).toContain("Imported 1 line ");
  });

  it("creates no store while no line is valid", async () => {
    const directory = join(await temporaryDirectory(), "store");
    const json = ["--content-type", "application/json"];
    const result = await runCliWith(Buffer.from("{\n"), "import", directory, "--into", "log", ...json);
    expect(result).toMatchObject({ exitCode: 1 });
    expect(existsSync(directory)).toBe(false);
  });
});
