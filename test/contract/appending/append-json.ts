import { describe, expect, test } from "vitest";
import type { PackedPage } from "../../../src/protocol/packed-page.ts";
import { expectCode } from "../../support/expect-code.ts";
import { openWithStream, type Streams, type StreamsHost } from "../../support/host.ts";
import { asBytes, asText, readAll } from "../../support/reading.ts";

const contentType = "application/json";

const notJson: [name: string, data: unknown][] = [
  ["undefined", undefined],
  ["a function", () => 1],
  ["a symbol", Symbol("a")],
  ["a bigint", 1n],
  ["a bigint inside", { a: [1n] }],
  ["a cycle", cycle()],
  ["an empty array", []],
  ["an array with undefined in it", [1, undefined]],
  ["an array with a function in it", [1, () => 1, 2]],
  ["no bytes at all", new Uint8Array(0)],
  ["blank text as bytes", asBytes(" \n")],
  ["an empty array as bytes", asBytes(" [ ] ")],
  ["text that is not JSON, as bytes", asBytes("{a:1}")],
  ["half a value, as bytes", asBytes('{"a":')],
  ["two values, as bytes", asBytes("1 2")],
  ["a broken array, as bytes", asBytes("[1,,2]")],
  ["an array with a trailing comma, as bytes", asBytes("[1,]")],
  ["NaN, as bytes", asBytes("NaN")],
  ["bytes that are not UTF-8", new Uint8Array([0x22, 0xff, 0x22])],
];

export function appendJsonContract(host: StreamsHost): void {
  describe("append to a JSON stream", () => {
    test.each([{ a: { b: [1, null, "x"] } }, "text", "", 0, -1.5e300, true, false, null, {}])(
      "stores %j",
      async (value) => {
        const streams = await openJson(host);
        await streams.append("a", value);
        expect(await readAll(streams, "a")).toEqual([value]);
      },
    );

    test("appends the elements of an array, flattening one level", async () => {
      const streams = await openJson(host);
      await streams.append("a", [1, [2, [3]], [], "[4,5]", { six: [6] }]);
      expect(await readAll(streams, "a")).toEqual([1, [2, [3]], [], "[4,5]", { six: [6] }]);
      expect((await streams.head("a")).messageCount).toBe(5);
    });

    test("counts the bytes of the JSON text", async () => {
      const streams = await openJson(host);
      await streams.append("a", [{ a: 1 }, "é"]);
      expect(await streams.head("a")).toMatchObject({ messageCount: 2, byteCount: 7 + 4 });
    });

    test("keeps what JSON escapes: quotes, line breaks, lone surrogates", async () => {
      const streams = await openJson(host);
      const values = ['"\\,]}', "\u2028\n\0", "\ud83d", { "k\ude00": "[1,2]" }];
      await streams.append("a", values);
      expect(await readAll(streams, "a")).toEqual(values);
    });

    test.each(notJson)("refuses %s, and writes nothing", async (_name, data) => {
      const streams = await openJson(host);
      await expectCode(streams.append("a", data), "BAD_REQUEST");
      expect((await streams.head("a")).messageCount).toBe(0);
    });

    test("accepts any spelling of the content type", async () => {
      const streams = await host.open();
      await streams.create("a", { contentType: "Application/JSON; charset=utf-8" });
      await streams.append("a", [{ n: 1 }]);
      expect(await readAll(streams, "a")).toEqual([{ n: 1 }]);
    });

    test("measures maxMessageBytes per message, not per batch", async () => {
      const streams = await openJson(host, 4);
      await streams.append("a", ["ab", "cd", "ef"]);
      await expectCode(streams.append("a", ["ab", "abc"]), "TOO_LARGE");
      await expectCode(streams.append("a", asBytes('["abc"]')), "TOO_LARGE");
      expect(await readAll(streams, "a")).toEqual(["ab", "cd", "ef"]);
    });
  });

  describe("append JSON text as bytes", () => {
    test("stores one value unchanged", async () => {
      const streams = await openJson(host);
      const text = '{"big":12345678901234567890,"a":1,"a":2, "s":"\\u00e9"}';
      await streams.append("a", asBytes(text));
      expect(packedTexts(await streams.readPacked("a"))).toEqual([text]);
    });

    test("appends the elements of an array, flattening one level", async () => {
      const streams = await openJson(host);
      await streams.append("a", asBytes(' [1, [2,{"x":[]}] ,"a,]\\"[", {"b":"}"},[],null] '));
      expect(await readAll(streams, "a")).toEqual([1, [2, { x: [] }], 'a,]"[', { b: "}" }, [], null]);
    });

    test("keeps the text of each element", async () => {
      const streams = await openJson(host);
      await streams.append("a", asBytes("[1.0,12345678901234567890,1e2]"));
      expect(packedTexts(await streams.readPacked("a"))).toEqual(["1.0", "12345678901234567890", "1e2"]);
    });

    test("never stores a byte order mark between values", async () => {
      const streams = await openJson(host);
      await expectCode(streams.append("a", asBytes('\ufeff{"n":1}')), "BAD_REQUEST");
      await streams.append("a", [{ n: 2 }]);
      expect(await readAll(streams, "a")).toEqual([{ n: 2 }]);
    });

    test("is refused for a content type with another charset than UTF-8, when the stream is created", async () => {
      const streams = await host.open();
      for (const charset of ["utf-16", "iso-8859-1", "nonsense"]) {
        const options = { contentType: `application/json; charset=${charset}` };
        await expectCode(streams.create("a", { ...options, data: [1] }), "BAD_REQUEST");
        await expectCode(streams.ensure("a", options), "BAD_REQUEST");
      }
      await expectCode(streams.head("a"), "NOT_FOUND");
      await streams.create("a", { contentType: "application/json; charset=UTF-8", data: ["ü"] });
      expect(await readAll(streams, "a")).toEqual(["ü"]);
    });

    test("copies the bytes before it returns", async () => {
      const streams = await openJson(host);
      const bytes = asBytes('"before"');
      const appended = streams.append("a", bytes);
      bytes.fill(0x21);
      await appended;
      expect(await readAll(streams, "a")).toEqual(["before"]);
    });
  });
}

function openJson(host: StreamsHost, maxMessageBytes?: number): Promise<Streams> {
  return openWithStream(host, { contentType }, maxMessageBytes === undefined ? {} : { maxMessageBytes });
}

/** The stored text of each message; one comma stands between JSON messages. */
function packedTexts({ data, lengths }: PackedPage): string[] {
  let start = 0;
  return [...lengths].map((length) => {
    const text = asText(data.subarray(start, start + length));
    start += length + 1;
    return text;
  });
}

function cycle(): object {
  const value: { self?: object } = {};
  value.self = value;
  return value;
}
