import { lastValueFrom, toArray } from "rxjs";
import { describe, expect, test } from "vitest";
import { parseOffset } from "../../src/protocol/offset.ts";
import { numbered } from "../support/reading.ts";
import { openInspection, type OpenInspection } from "./open-inspection.ts";

const json = "application/json";

describe("a search for a text that is shown", () => {
  test.each([
    ["Zürich", ["Z\u00fcrich", "Zu\u0308rich", "ZÜRICH", "zu\u0308RICH"]],
    ["zu\u0308rich", ["Zürich"]],
    ["istanbul", ["İstanbul", "ISTANBUL", "i\u0307stanbul", "ıstanbul"]],
    ["İSTANBUL", ["istanbul", "I\u0307stanbul"]],
    ["STRASSE", ["Straße", "STRAẞE", "strasse"]],
    ["straße", ["STRASSE", "Strasse"]],
    ["ΟΔΟΣ", ["οδος", "οδοσήμανση"]],
    ["οδοσ", ["ΟΔΟΣ", "οδος"]],
    ["file 10", ["ﬁle\u00a0１０"]],
    ["한글", ["\u1112\u1161\u11ab\u1100\u1173\u11af"]],
  ])("finds what looks like %s, in text and in JSON, escaped or not", async (text, like) => {
    const opened = await openInspection();
    const other = ["Zurich", "Zu", "\u0308rich", "\u1112", "ab", "stra", "iß"];
    const data = [...like, ...other];
    await opened.streams.create("text", { data });
    await opened.streams.create("json", { contentType: json, data });
    await opened.streams.create("escaped", { contentType: json });
    await opened.streams.append("escaped", data.map(escapedJson));
    const all = like.map((_, i) => i + 1);
    for (const path of ["text", "json", "escaped"]) {
      expect(await positionsOf(opened, path, text), path).toEqual(all);
    }
  });

  test("finds JSON as it is laid out: with a space after each colon and comma, and none elsewhere", async () => {
    const opened = await openInspection();
    await opened.streams.create("a", { contentType: json });
    const texts = [
      '{"a":1,"b":[1,2]}',
      '{\n  "a" : 1,\n  "b" : [ 1, 2 ]\n}',
      '{"a":"1,\\"b: c"}',
      '["\\\\u00fc"]',
    ];
    await opened.streams.append(
      "a",
      texts.map((text) => new TextEncoder().encode(text)),
    );
    const positions = (text: string) => positionsOf(opened, "a", text);
    expect(await positions('{"a": 1, "b": [1, 2]}')).toEqual([1, 2]);
    expect(await positions('"a":1,')).toEqual([1]);
    expect(await positions("b: c")).toEqual([3]);
    expect(await positions('1,"b: c')).toEqual([3]);
    expect(await positions("\\u00fc")).toEqual([4]);
    expect(await positions("ü")).toEqual([]);
  });

  test("finds all matches where messages end within a character or an escape, and join with the next", async () => {
    const opened = await openInspection();
    const bytes = (...values: number[]) => Uint8Array.from(values);
    const data = [
      "tail e",
      "\u0301 head",
      "C:\\",
      "nothing",
      bytes(0x61, 0xe2, 0x82),
      bytes(0xac, 0x62),
      ...numbered(2000),
    ];
    await opened.streams.create("a", { data });
    for (const [text, position] of [
      ["tail e", 1],
      [" head", 2],
      ["c:\\", 3],
      ["nothing", 4],
      ["b", 6],
    ] as const)
      expect(await positionsOf(opened, "a", text), text).toContain(position);
  });
});

/** The positions of all matches. */
async function positionsOf({ inspection }: OpenInspection, path: string, text: string): Promise<number[]> {
  const progress = await lastValueFrom(inspection.search$(path, { text }).pipe(toArray()));
  return progress.flatMap(({ matches }) => matches.map(({ offset }) => parseOffset(offset).position));
}

/** The text as a JSON string in ASCII. */
function escapedJson(text: string): Uint8Array {
  const escaped = JSON.stringify(text).replaceAll(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return new TextEncoder().encode(escaped);
}
