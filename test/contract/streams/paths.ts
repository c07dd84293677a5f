import { describe, expect, test } from "vitest";
import { expectCode } from "../../support/expect-code.ts";
import type { Streams, StreamsHost } from "../../support/host.ts";
import { readTexts } from "../../support/reading.ts";

const bytes1024 = {
  "1,024 bytes of ASCII": "a".repeat(1024),
  "1,024 bytes, two a character": "é".repeat(512),
  "1,024 bytes, three a character": `${"€".repeat(341)}a`,
  "1,024 bytes, four a character": "😀".repeat(256),
};

const bytes1025 = {
  "1,025 bytes of ASCII": "a".repeat(1025),
  "1,025 bytes, two a character": `${"é".repeat(512)}a`,
  "1,025 bytes, three a character": `${"€".repeat(341)}ab`,
  "1,025 bytes, four a character": `${"😀".repeat(256)}a`,
};

const accepted: Record<string, string> = {
  "one byte": "a",
  "nested segments": "a/b/c",
  "dots within a segment": ".a/b./c..d/...",
  "a segment that only looks reserved": "__dsx/__d",
  "the reserved name further down": "a/__ds/b",
  spaces: " a b ",
  "characters that a URL or a pattern would escape": "100%/a?b#c*d[e]_'\";--",
  "a backslash": "a\\..\\b",
  ...bytes1024,
};

const refused: Record<string, string> = {
  "the empty path": "",
  "a slash alone": "/",
  "a leading slash": "/a",
  "a trailing slash": "a/",
  "an empty segment": "a//b",
  "a dot": ".",
  "a dot segment": "a/./b",
  "two dots": "..",
  "a two-dot segment at the end": "a/..",
  "a two-dot segment at the start": "../a",
  NUL: "a\0b",
  "a line feed": "a\n",
  DEL: "a\x7f",
  "a C1 control character": "a\x9f",
  "the reserved name": "__ds",
  "a reserved path": "__ds/streams",
  "a lone high surrogate": "a\ud83d",
  "a lone low surrogate": "\ude00a",
  ...bytes1025,
};

export function pathsContract(host: StreamsHost): void {
  describe("stream paths", () => {
    test.each(Object.entries(accepted))("accepts %s", async (_name, path) => {
      const streams = await host.open();
      expect((await streams.create(path)).path).toBe(path);
      await streams.append(path, "x");
      expect(await readTexts(streams, path)).toEqual(["x"]);
      expect((await streams.list()).streams.map((info) => info.path)).toEqual([path]);
    });

    test.each(Object.entries(refused))("refuses %s", async (_name, path) => {
      await expectRefused(await host.open(), path);
    });

    test.each([undefined, null, 1, {}, ["a"], true])("refuses %j, which is not a string", async (path) => {
      await expectRefused(await host.open(), path as string);
    });

    test("are compared exactly: neither case nor normal form is folded", async () => {
      const streams = await host.open();
      const paths = ["A", "a", "\u00e9", "e\u0301"];
      for (const path of paths) expect((await streams.create(path)).created).toBe(true);
      for (const path of paths) await streams.append(path, `in ${path}`);
      for (const path of paths) expect(await readTexts(streams, path)).toEqual([`in ${path}`]);
    });
  });
}

/** Every operation checks the path before it reports whether the stream exists. */
async function expectRefused(streams: Streams, path: string): Promise<void> {
  await expectCode(streams.create(path), "BAD_REQUEST");
  await expectCode(streams.append(path, "x"), "BAD_REQUEST");
  await expectCode(streams.read(path), "BAD_REQUEST");
  await expectCode(streams.head(path), "BAD_REQUEST");
  await expectCode(streams.closeStream(path), "BAD_REQUEST");
  await expectCode(streams.delete(path), "BAD_REQUEST");
  await expectCode(streams.touch(path), "BAD_REQUEST");
}
