import { describe, expect, it } from "vitest";
import { copiedContent } from "../../../renderer/inspector/content/copied.ts";
import { hexDump, hexLine } from "../../../renderer/inspector/content/hex.ts";
import { OpenNodes, parseJsonNodes } from "../../../renderer/inspector/content/json-nodes.ts";
import { isJsonText, layOutJson } from "../../../renderer/inspector/content/json.ts";
import { decodeText, visibleText } from "../../../renderer/inspector/content/text.ts";
import { defaultView } from "../../../renderer/inspector/content/view.ts";

const encode = (text: string) => new TextEncoder().encode(text);

function layOut(text: string, lines: boolean): string {
  return Array.from(layOutJson(text, { lines }), (token) => token.text).join("");
}

describe("JSON layout", () => {
  it.each([
    '{"a":[1,{"b":null}],"c":{},"d":[],"e":"x, y: {z}"}',
    '[[],[[]],{"":""}]',
    '"just \\"text\\" \\\\"',
    "-1.5e+30",
    "true",
  ])("formats %s like JSON.stringify", (text) => {
    expect(layOut(text, true)).toBe(JSON.stringify(JSON.parse(text), null, 2));
    expect(JSON.parse(layOut(text, false))).toEqual(JSON.parse(text));
  });

  it("keeps digits and duplicate keys that parsing would lose", () => {
    expect(layOut('{"n":12345678901234567890.10,"a":1,"a":2}', false)).toBe(
      '{"n": 12345678901234567890.10, "a": 1, "a": 2}',
    );
  });

  it("formats on one line", () => {
    expect(layOut('{\r\n  "a" : [ 1 ,\t2 ]\n}', false)).toBe('{"a": [1, 2]}');
  });

  it("formats a truncated text", () => {
    expect(layOut('{"a":["open str', true)).toBe('{\n  "a": [\n    "open str');
  });

  it("distinguishes keys from strings", () => {
    const kinds = Array.from(
      layOutJson('{"a" : "b", "c": [1, true]}', { lines: false }),
      ({ kind, text }) => `${kind} ${text}`,
    );
    expect(kinds).toEqual(
      expect.arrayContaining(['key "a"', 'string "b"', 'key "c"', "number 1", "literal true"]),
    );
  });

  it("handles 100,000 levels", () => {
    const deep = "[".repeat(100_000) + "]".repeat(100_000);
    expect(layOut(deep, false)).toBe(deep);
    expect(layOut(deep, true).length).toBeLessThan(40_000_000);
  });

  it("distinguishes JSON from other text", () => {
    expect(isJsonText("Jun 14 15:16:01 combo sshd", false)).toBe(false);
    expect(isJsonText('{"a":1}', false)).toBe(true);
    expect(isJsonText('{"a":', false)).toBe(false);
    expect(isJsonText('{"a":', true)).toBe(true);
  });
});

describe("text content", () => {
  it("shows control characters as visible characters", () => {
    expect(visibleText("a\r\n\t\u0000\u001b[31m\u007f")).toBe(String.raw`a\r\n\t\x00\x1b[31m\x7f`);
    expect(visibleText("a\r\n\tb", { keepLines: true })).toBe("a\\r\n\tb");
  });

  it("shows bidirectional marks as escapes", () => {
    expect(visibleText("abc\u202Edef\u2066\u200F")).toBe("abc\\u202edef\\u2066\\u200f");
  });

  it("shows lone surrogates and invalid UTF-8 as replacement characters", () => {
    expect(visibleText("a\ud800b")).toBe("a\ufffdb");
    expect(decodeText(Uint8Array.of(0x61, 0xff, 0x62))).toBe("a\ufffdb");
  });

  it("leaves out an incomplete character at the end of truncated text", () => {
    expect(decodeText(encode("aé").subarray(0, 2), true)).toBe("a");
  });
});

describe("hex content", () => {
  it("dumps address, bytes and ASCII", () => {
    const bytes = encode("Hello, streams!\n\u0000x");
    expect(hexDump(bytes)).toBe(
      "00000000  48 65 6c 6c 6f 2c 20 73 74 72 65 61 6d 73 21 0a  Hello, streams!.\n" +
        "00000010  00 78                                            .x\n",
    );
  });

  it("starts at the given address", () => {
    expect(hexDump(Uint8Array.of(255), 4096).startsWith("00001000  ff ")).toBe(true);
  });

  it("aligns the ASCII columns of short and long messages", () => {
    expect(hexLine(encode("ab")).indexOf("ab")).toBe(
      hexLine(encode("abcdefghijklmnopqrstuvwxyz")).indexOf("abc"),
    );
  });
});

describe("the default view", () => {
  it.each([
    ["application/json", "json"],
    ["Application/JSON; charset=utf-8", "json"],
    ["application/x-ndjson", "json"],
    ["application/vnd.api+json", "json"],
    ["text/plain; charset=utf-8", "text"],
    ["application/xml", "text"],
    ["image/svg+xml", "text"],
    ["application/octet-stream", "hex"],
    ["image/png", "hex"],
  ])("for %s is %s", (contentType, view) => {
    expect(defaultView(contentType)).toBe(view);
  });
});

describe("a JSON tree", () => {
  const lines = (text: string, open: number) => {
    const roots = parseJsonNodes(text);
    return new OpenNodes(roots, open)
      .flatten(roots)
      .map(({ depth, key, text }) => `${depth}${key ?? ""} ${text}`);
  };

  it("has a node for each value as written", () => {
    expect(lines('{"a":[1.0,{"b":null}],"a":"x"}', 100)).toEqual([
      "0 {",
      '1"a" [',
      "2 1.0",
      "2 {",
      '3"b" null',
      '1"a" "x"',
    ]);
  });

  it("expands only the top of a large text", () => {
    const text = JSON.stringify({ rows: Array.from({ length: 500 }, (_, id) => ({ id })) });
    expect(lines(text, 200)).toEqual(["0 {", '1"rows" [']);
  });

  it("handles 100,000 levels and truncated text", () => {
    expect(parseJsonNodes("[".repeat(100_000)).length).toBe(1);
    expect(lines('{"a":{"b":"open str', 10).at(-1)).toBe('2"b" "open str');
  });
});

describe("copied content", () => {
  it("leaves out a character that is cut, and does not take it for binary data", () => {
    const bytes = encode("Größe €");
    expect(copiedContent(bytes.subarray(0, -1), true)).toEqual({ text: "Größe ", isHex: false });
    expect(copiedContent(bytes.subarray(0, -1), false).isHex).toBe(true);
    expect(copiedContent(encode("\ufeffa"), false)).toEqual({ text: "\ufeffa", isHex: false });
  });
});
