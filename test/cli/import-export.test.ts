import { isUtf8 } from "node:buffer";
import { readdirSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openStreamStore, unpackPage } from "../../src/store/index.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { oddLogs, systemLog } from "./logs.ts";
import { failureOf, runCli, runCliWith, succeed } from "./run-cli.ts";

describe("an imported text is exported byte for byte", () => {
  for (const [name, content] of Object.entries(oddLogs)) {
    it(name, async () => {
      const directory = await temporaryDirectory();
      const file = join(directory, "in.log");
      await writeFile(file, content);
      await succeed("import", directory, "--into", "logs/system", file, ...unchanged(content));
      await expectExport(directory, "logs/system", content);
    });
  }

  it("imported from standard input", async () => {
    const directory = await temporaryDirectory();
    const content = Buffer.concat([systemLog(2500), oddLogs["every byte"]!]);
    const imported = await runCliWith(
      content,
      "import",
      directory,
      "--into",
      "logs/system",
      ...unchanged(content),
    );
    expect(imported).toMatchObject({ exitCode: 0, stderr: "" });
    await expectExport(directory, "logs/system", content);
  });

  it("of real logs", async ({ skip }) => {
    const folder = process.env["SAMPLE_LOGS"];
    if (!folder) return skip("SAMPLE_LOGS does not name a folder with logs");
    const directory = await temporaryDirectory();
    const logs = readdirSync(folder).filter((name) => name.endsWith(".log"));
    expect(logs).not.toEqual([]);
    for (const log of logs) {
      const content = readFileSync(join(folder, log));
      await succeed("import", directory, "--into", `logs/${log}`, join(folder, log), ...unchanged(content));
      await expectExport(directory, `logs/${log}`, content);
    }
  });
});

describe("NDJSON", () => {
  const contents = {
    "values that a JSON parser would change":
      '{"n":12345678901234567890,"f":1.0,"e":1e400, "a": [1,  2]}\n"\\u0041"\n-0\n',
    "an array as one message": "[1,2,3]\n[]\n[[4]]\n",
    "blank lines, CRLF, no final newline": '\n \t\r\n{"a":1}\r\n\r\n\n{"a":2}\n   \n{"a":3}',
    "whitespace around values": '  {"a": 1}  \n\t[ ]\t\r\n',
    "duplicate members": '{"a":1,"a":2,"__proto__":3}\n',
  };
  for (const [name, text] of Object.entries(contents)) {
    it(`keeps ${name}`, async () => {
      const directory = await temporaryDirectory();
      const file = join(directory, "in.ndjson");
      await writeFile(file, text);
      await succeed("import", directory, "--into", "events", file);
      await expectExport(directory, "events", Buffer.from(text));
    });
  }

  it("becomes one message per value", async () => {
    const directory = await temporaryDirectory();
    await writeFile(join(directory, "in.jsonl"), '\n{"a":1}\n\n[2,3]\r\n4');
    await succeed("import", directory, "--into", "events", join(directory, "in.jsonl"));
    const store = openStreamStore({ directory });
    try {
      const page = unpackPage(await store.readPacked("events"));
      expect(page.messages.map(({ data }) => data)).toEqual([{ a: 1 }, [2, 3], 4]);
      expect((await store.head("events")).contentType).toBe("application/json");
    } finally {
      await store.close();
    }
  });

  it("is exported as one value per line when an app wrote it", async () => {
    const directory = await temporaryDirectory();
    const store = openStreamStore({ directory });
    await store.create("events", { contentType: "application/json", data: [{ a: 1 }, [2], "three"] });
    // Longer than a page, to check the line break between two pages.
    await store.append(
      "events",
      Array.from({ length: 25_000 }, (_, i) => i),
    );
    await store.close();
    const lines = ['{"a":1}', "[2]", '"three"', ...Array.from({ length: 25_000 }, (_, i) => String(i))];
    await expectExport(directory, "events", Buffer.from(lines.join("\n")));
  });
});

describe("pretty-printed JSON", () => {
  const stored = [
    '{\n  "n": 1e400,\r\n  "m": 12345678901234567890\n}',
    "\n[1,\n\n2]\n",
    '{"a":1.0}\r',
    '"\\n"',
  ];

  it("is exported as one message per line, which import takes back", async () => {
    const directory = await temporaryDirectory();
    const store = openStreamStore({ directory });
    await store.create("app", { contentType: "application/json" });
    await store.append(
      "app",
      stored.map((text) => Buffer.from(text)),
    );
    await store.close();
    const exported = (await runCli("export", directory, "app")).stdout;
    expect(exported.toString().split(/[\r\n]+/)).toEqual([
      '{   "n": 1e400,    "m": 12345678901234567890 }',
      "[1,  2]",
      '{"a":1.0}',
      '"\\n"',
    ]);
    const file = join(directory, "app.ndjson");
    await writeFile(file, exported);
    await succeed("import", directory, "--into", "copy", file);
    await expectExport(directory, "copy", exported);
    expect(await valuesOf(directory, "copy")).toEqual(await valuesOf(directory, "app"));
  });
});

describe("text messages with line breaks inside, or without one at their end", () => {
  const messages = ["one", "two\nthree\r\n", "\n", "größe\u2028\ufeff", "\0"].map((text) =>
    Buffer.from(text),
  );
  messages.push(Buffer.from([0xff, 0x0a, 0xc3]));

  it.each(["text/plain", "application/octet-stream"])("are taken back with --ndjson: %s", async (type) => {
    const directory = await temporaryDirectory();
    const store = openStreamStore({ directory });
    await store.create("app", { contentType: type });
    await store.append("app", messages);
    await store.close();
    const exported = await runCli("export", directory, "app", "--ndjson");
    expect(exported.stdout.toString().split("\n")).toHaveLength(messages.length + 1);
    const file = join(directory, "app.ndjson");
    await writeFile(file, exported.stdout);
    const args = ["import", directory, "--into", "copy", "--ndjson", "--content-type", type, file];
    expect(await succeed(...args)).toContain("Imported 6 lines");
    expect(await succeed(...args)).toContain("; 6 already present");
    expect((await valuesOf(directory, "copy")).map((data) => Buffer.from(data as Uint8Array))).toEqual(
      messages,
    );
    await expectExport(directory, "app", Buffer.concat(messages));
  });

  it("are refused with the line where it is no such message", async () => {
    const directory = await temporaryDirectory();
    await writeFile(join(directory, "a.ndjson"), '"one"\n{"a":1}\n');
    expect(
      await failureOf("import", directory, "--into", "a", "--ndjson", join(directory, "a.ndjson")),
    ).toContain("line 2 is not a JSON string");
  });
});

describe("export", () => {
  it("starts after the given offset", async () => {
    const directory = await temporaryDirectory();
    const store = openStreamStore({ directory });
    await store.create("log", { contentType: "text/plain" });
    const { offset } = await store.append("log", ["one\n", "two\n"]);
    await store.append("log", "three\n");
    await store.close();
    expect(await succeed("export", directory, "log", "--from", offset)).toBe("three\n");
    expect(await succeed("export", directory, "log", "--from", "now")).toBe("");
    expect(await succeed("export", directory, "log", "--from", "-1")).toBe("one\ntwo\nthree\n");
  });

  it("writes to a file, and overwrites one only with --force", async () => {
    const directory = await temporaryDirectory();
    const file = join(await temporaryDirectory(), "out.log");
    const content = systemLog(3000);
    expect(await runCliWith(content, "import", directory, "--into", "log")).toMatchObject({ exitCode: 0 });
    await succeed("export", directory, "log", "--output", file);
    expect(readFileSync(file).equals(content)).toBe(true);
    await writeFile(file, "precious");
    expect(await runCli("export", directory, "log", "--output", file)).toMatchObject({ exitCode: 1 });
    expect(readFileSync(file, "utf8")).toBe("precious");
    await succeed("export", directory, "log", "--output", file, "--force");
    expect(readFileSync(file).equals(content)).toBe(true);
  });

  it("exports up to the current tail while an app is using the store", async () => {
    const directory = await temporaryDirectory();
    const store = openStreamStore({ directory });
    await store.create("log", { contentType: "text/plain", data: "written\n" });
    expect(await succeed("export", directory, "log")).toBe("written\n");
    await store.append("log", "more\n");
    expect(await succeed("export", directory, "log")).toBe("written\nmore\n");
    await store.close();
  });
});

async function valuesOf(directory: string, path: string): Promise<unknown[]> {
  const store = openStreamStore({ directory, readOnly: true });
  try {
    return unpackPage(await store.readPacked(path)).messages.map(({ data }) => data);
  } finally {
    await store.close();
  }
}

/** Bytes that are not UTF-8 are imported as text only on request. */
function unchanged(content: Buffer): string[] {
  return isUtf8(content) ? [] : ["--encoding", "bytes"];
}

async function expectExport(directory: string, path: string, content: Buffer): Promise<void> {
  const { exitCode, stdout, stderr } = await runCli("export", directory, path);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  // Compared as bytes: reporting a difference would take minutes for a megabyte.
  expect(stdout.equals(content)).toBe(true);
}

describe("export from a position", () => {
  it("writes the last messages, those since a time, or those after an offset", async () => {
    const directory = await temporaryDirectory();
    let now = Date.UTC(2030, 0, 1);
    const store = openStreamStore({ directory, now: () => now });
    const { tailOffset } = await store.create("log", { contentType: "application/json", data: [1, 2] });
    now = Date.UTC(2030, 0, 2);
    await store.append("log", [3, 4, 5]);
    await store.close();
    const exported = (...options: string[]) => succeed("export", directory, "log", ...options);
    expect(await exported("--last", "2")).toBe("4\n5");
    expect(await exported("--last", "0")).toBe("");
    expect(await exported("--since", "2030-01-02T00:00:00Z")).toBe("3\n4\n5");
    expect(await exported("--since", "2031-01-01")).toBe("");
    expect(await exported("--from", tailOffset)).toBe("3\n4\n5");
    expect(await exported()).toBe("1\n2\n3\n4\n5");
  });

  it.each([
    ["--last", "x"],
    ["--last", "-1"],
    ["--since", "yesterday"],
    ["--last", "1", "--since", "2030-01-01"],
    ["--last", "1", "--from", "-1"],
  ])("refuses %s %s %s %s", async (...options) => {
    const directory = await temporaryDirectory();
    const { exitCode, stdout } = await runCli("export", directory, "log", ...options.filter(Boolean));
    expect(exitCode).not.toBe(0);
    expect(String(stdout)).toBe("");
  });
});
