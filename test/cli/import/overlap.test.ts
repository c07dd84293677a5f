import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openStreamStore, type StreamStore } from "../../../src/store/index.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { systemLog } from "../logs.ts";
import { failureOf, runCliWith, succeed } from "../run-cli.ts";
import { countOf } from "./stored.ts";

const log = systemLog(6000);

describe("an input whose beginning was cut off since it was imported", () => {
  it.each([
    ["a few lines", 5990],
    ["more lines than are compared", 100],
  ])("is refused when %s remain, and imported with a label", async (_, first) => {
    const directory = await temporaryDirectory();
    const file = join(directory, "app.log");
    await writeFile(file, log);
    await succeed("import", directory, "--into", "log", file);
    const rest = fromLine(log, first);
    await writeFile(file, Buffer.concat([rest, Buffer.from("new\n")]));
    const failure = await failureOf("import", directory, "--into", "log", file);
    const shown = Math.min(1000, 6000 - first);
    expect(failure).toContain(`the first ${shown} lines of the input are already in the stream`);
    expect(failure).toMatch(/nothing was imported; .* \(see --again\) \(INPUT_CHANGED\)$/);
    expect(await countOf(directory)).toBe(6000);
    await writeFile(file, "new\n");
    expect(await succeed("import", directory, "--into", "log", file)).toContain("Imported 1 line ");
    await writeFile(file, rest);
    await succeed("import", directory, "--into", "log", file, "--again", "rotated");
    expect(await countOf(directory)).toBe(6001 + 6000 - first);
  });

  it("is refused from a pipe, in JSON with other white space, and with lines that repeat", async () => {
    const directory = await temporaryDirectory();
    const json = ["--content-type", "application/json"];
    const importAs = (text: string, path: string, ...options: string[]) =>
      runCliWith(Buffer.from(text), "import", directory, "--into", path, ...options);
    await importAs('{"n":1}\n{"n":2}\n\n{"n":3}', "json", ...json);
    const cut = await importAs('{"n": 2}\r\n{"n": 3}\n{"n":4}\n', "json", ...json);
    expect(cut.stderr).toContain("the first 2 lines of the input are already in the stream");
    await importAs("a\nb\na\nb\na\n", "repeats");
    const repeats = await importAs("b\na\nb\na\nc\n", "repeats");
    expect(repeats.stderr).toContain("the first 4 lines of the input");
    expect((await importAs("b\na\nc\n", "repeats")).stderr).toContain("the first 2 lines of the input");
    expect(await succeed("export", directory, "repeats")).toBe("a\nb\na\nb\na\n");
  });

  it("is new when its lines stand elsewhere in the stream, or others follow them there", async () => {
    const directory = await temporaryDirectory();
    const importText = (text: string) => runCliWith(Buffer.from(text), "import", directory, "--into", "log");
    for (const text of ["one\ntwo\nthree\n", "two\n", "three\nfour\n"])
      expect(await importText(text)).toMatchObject({ exitCode: 0, stderr: "" });
    expect(await succeed("export", directory, "log")).toBe("one\ntwo\nthree\ntwo\nthree\nfour\n");
  });

  it("is found after retention has deleted the beginning of the stream", async () => {
    const directory = await temporaryDirectory();
    await withStore(directory, async (store) => {
      await store.create("log", { contentType: "text/plain", retention: { maxMessages: 10 } });
    });
    await runCliWith(log, "import", directory, "--into", "log");
    const { stderr } = await runCliWith(fromLine(log, 5995), "import", directory, "--into", "log");
    expect(stderr).toContain("the first 5 lines of the input are already in the stream");
  });
});

describe("a fork", () => {
  it("refuses what its source has imported: it does not inherit what is known of imports", async () => {
    const directory = await temporaryDirectory();
    await runCliWith(log, "import", directory, "--into", "log");
    await withStore(directory, (store) => store.create("fork", { fork: { path: "log" } }));
    const { stderr } = await runCliWith(log, "import", directory, "--into", "fork");
    expect(stderr).toContain("(INPUT_CHANGED)");
    expect(await countOf(directory, "fork")).toBe(6000);
  });
});

describe("another input with the same first line", () => {
  it("is refused with the way out, such as a second CSV file, and imported with a label, once", async () => {
    const directory = await temporaryDirectory();
    const [first, second] = [join(directory, "1.csv"), join(directory, "2.csv")];
    await writeFile(first, "id,name\n1,Ann\n");
    await writeFile(second, "id,name\n2,Bob\n");
    await succeed("import", directory, "--into", "rows", first);
    expect(await failureOf("import", directory, "--into", "rows", second)).toContain(
      "to import it as other content with the same first line, give the import a label (see --again)",
    );
    for (const summary of ["Imported 2 lines", "Imported 0 lines"])
      expect(await succeed("import", directory, "--into", "rows", second, "--again", "2")).toContain(summary);
    expect(await succeed("export", directory, "rows")).toBe("id,name\n1,Ann\nid,name\n2,Bob\n");
  });
});

function fromLine(text: Buffer, line: number): Buffer {
  let at = 0;
  for (let i = 0; i < line; i++) at = text.indexOf("\n", at) + 1;
  return text.subarray(at);
}

async function withStore(directory: string, work: (store: StreamStore) => Promise<unknown>): Promise<void> {
  const store = openStreamStore({ directory });
  try {
    await work(store);
  } finally {
    await store.close();
  }
}
