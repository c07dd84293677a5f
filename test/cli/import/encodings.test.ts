import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { failureOf, runCliWith, succeed } from "../run-cli.ts";

const text = "größer\r\n20 €\n\n漢字 😀";
const json = '{"city":"Zürich"}\n["漢字"]\n';
const latin1 = Buffer.from("größer\n", "latin1");

describe("an encoding", () => {
  for (const [name, content] of [
    ["x.log", text],
    ["x.ndjson", json],
  ] as const) {
    it.each([
      ["UTF-8", Buffer.from(content)],
      ["UTF-16LE with a byte order mark", utf16(`\ufeff${content}`)],
      ["UTF-16BE with a byte order mark", utf16(`\ufeff${content}`).swap16()],
    ])(`of ${name} is recognised: %s`, async (_, bytes) => {
      const directory = await temporaryDirectory();
      const file = join(directory, name);
      await writeFile(file, bytes);
      const said = await succeed("import", directory, "--into", "a", file);
      expect(said.includes("converted from utf-16")).toBe(bytes.length > Buffer.byteLength(content));
      expect(await succeed("export", directory, "a")).toBe(content);
      // The same by a pipe, byte by byte at first: nothing is new.
      const type = ["--content-type", name === "x.log" ? "text/plain" : "application/json"];
      const piped = await runCliWith(bytes, "import", directory, "--into", "a", ...type);
      expect(piped.stdout.toString()).toContain("Imported 0 lines");
    });
  }

  it.each([
    ["windows-1252", Buffer.from([0x32, 0x30, 0x20, 0x80, 0x0a]), "20 €\n"],
    ["latin1", latin1, "größer\n"],
    ["utf-16le", utf16("größer\n"), "größer\n"],
    ["utf-16be", utf16("größer\n").swap16(), "größer\n"],
    ["shift_jis", Buffer.from([0x8a, 0xbf, 0x8e, 0x9a, 0x0a]), "漢字\n"],
  ])("is converted where --encoding names it: %s", async (encoding, bytes, expected) => {
    const directory = await temporaryDirectory();
    const file = join(directory, "a.log");
    await writeFile(file, bytes);
    await succeed("import", directory, "--into", "a", "--encoding", encoding, file);
    expect(await succeed("export", directory, "a")).toBe(expected);
  });

  it("keeps a byte order mark in text, and leaves it out before JSON, also between joined files", async () => {
    const directory = await temporaryDirectory();
    const [log, events] = [join(directory, "a.log"), join(directory, "a.ndjson")];
    await writeFile(log, "\ufeffone\n");
    await writeFile(events, '\ufeff{"a":1}\n\ufeff{"a":2}\n');
    await succeed("import", directory, "--into", "log", log);
    await succeed("import", directory, "--into", "events", events);
    expect(await succeed("export", directory, "log")).toBe("\ufeffone\n");
    expect(await succeed("export", directory, "events")).toBe('{"a":1}\n{"a":2}\n');
  });

  it("is demanded for text that is not UTF-8, and for what is no text; nothing is imported then", async () => {
    const directory = await temporaryDirectory();
    const store = join(directory, "store");
    const refused: [string, Buffer, string][] = [
      ["latin1.log", Buffer.concat([Buffer.from("one\n"), latin1]), "line 2 is not valid UTF-8"],
      ["latin1.ndjson", Buffer.from('"größe"\n', "latin1"), "line 1 is not valid UTF-8"],
      ["cut.log", utf16("\ufeffone\n").subarray(0, -1), "not valid utf-16le"],
      ["unmarked.log", utf16("one\ntwo\n"), "looks like utf-16le"],
      ["utf-32.log", Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]), "utf-32le"],
      ["log.gz", gzipSync("one\n"), "decompress"],
    ];
    for (const [name, content, problem] of refused) {
      const file = join(directory, name);
      await writeFile(file, content);
      const failure = await failureOf("import", store, "--into", "a", file);
      expect(failure, name).toContain(problem);
      expect(failure, name).toContain("(BAD_REQUEST)");
      expect(existsSync(store)).toBe(false);
      await succeed(
        "import",
        directory,
        "--into",
        name,
        "--encoding",
        "bytes",
        "--content-type",
        "text/plain",
        file,
      );
    }
    expect(await failureOf("import", store, "--into", "a", "--encoding", "utf-61", refused[0]![0])).toContain(
      'unknown encoding "utf-61"',
    );
  });

  it("is not looked for in bytes, nor in text whose content type names another charset", async () => {
    const directory = await temporaryDirectory();
    const file = join(directory, "a.bin");
    await writeFile(file, latin1);
    for (const type of ["application/octet-stream", "text/plain; charset=iso-8859-1"]) {
      await succeed("import", directory, "--into", type.slice(0, 4), "--content-type", type, file);
    }
    const unmarked = join(directory, "unmarked.ndjson");
    await writeFile(unmarked, utf16(json));
    await succeed("import", directory, "--into", "json", unmarked);
    expect(await succeed("export", directory, "json")).toBe(json);
    const type = ["--content-type", "application/json; charset=utf-16"];
    const failure = await failureOf("import", directory, "--into", "other", ...type, unmarked);
    expect(failure).toContain("JSON is stored as UTF-8");
  });
});

function utf16(text: string): Buffer {
  return Buffer.from(text, "utf16le");
}
