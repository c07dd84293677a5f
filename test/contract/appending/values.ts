import { describe, expect, test } from "vitest";
import { reactive, ref } from "vue";
import { messagesIn } from "../../../src/protocol/packed-page.ts";
import { expectCode } from "../../support/expect-code.ts";
import { openWithStream, type Streams, type StreamsHost } from "../../support/host.ts";
import { asBytes, asText, readAll, readTexts } from "../../support/reading.ts";

const contentType = "application/json";

/** Values of the kinds that libraries make. What is stored is what `JSON.stringify` makes of them at the call. */
const values: [name: string, make: () => unknown][] = [
  ["a class with toJSON", () => new Money(1)],
  ["a class with toJSON, within a value", () => ({ price: new Money(2), prices: [new Money(3)] })],
  ["a class whose instances own functions, as of decimal.js", () => new Decimal("1.10")],
  ["a class with a toJSON and other members, as of Luxon", () => new DateTime()],
  ["a Date", () => new Date(0)],
  ["an invalid Date", () => ({ at: new Date(NaN) })],
  ["a URL", () => new URL("https://example.com/a b")],
  ["a Map and a Set", () => ({ map: new Map([[1, 2]]), set: new Set([1]) })],
  ["an Error", () => new Error("x")],
  ["a reactive object of Vue", () => reactive({ n: 1, list: [{ m: 2 }], at: new Date(0) })],
  ["a reactive array within a value", () => ({ list: reactive([1, { n: 2 }]), ref: ref(3) })],
  [
    "a Proxy",
    () => new Proxy({ n: 1 }, { get: (target, key) => (key === "n" ? 2 : Reflect.get(target, key)) }),
  ],
  ["getters", () => Object.defineProperty({}, "n", { enumerable: true, get: () => 7 })],
  ["an asynchronous toJSON, whose promise has no members", () => ({ toJSON: async () => 1 })],
  ["a toJSON that returns an array, which is one message", () => ({ toJSON: () => [1, 2] })],
  [
    "members without a JSON form",
    () => ({ a: undefined, b: () => 1, c: Symbol("c"), [Symbol("d")]: 1, e: 1 }),
  ],
  ["elements without a JSON form", () => ({ list: [undefined, () => 1, Symbol("c"), withHole()] })],
  ["numbers that JSON lacks", () => ({ list: [NaN, Infinity, -0], n: -Infinity })],
  ["NaN itself", () => NaN],
  ["boxed values", () => ({ s: Object("s"), n: Object(1), b: Object(false) })],
  ["bytes within a value", () => ({ bytes: new Uint8Array([1, 2]), floats: new Float32Array([0.5]) })],
  ["a number as text", () => ({ n: rawJson("12345678901234567890"), m: rawJson("1.0") })],
  ["an object that looks like the message that carries it", () => ({ json: "[1]" })],
  ["a member named __proto__", () => JSON.parse('{"__proto__":{"n":1},"constructor":2}') as unknown],
  ["lone surrogates", () => ({ "k\ude00": "\ud83d" })],
  ["a value of 3,000 levels", () => nested(3000)],
];

/** What no stream can hold, and what its error says. */
const refused: [name: string, make: () => unknown, text: RegExp][] = [
  ["undefined", () => undefined, /^a value of type undefined cannot be converted to JSON$/],
  ["a function", () => () => 1, /^a value of type function cannot be converted to JSON$/],
  ["a symbol", () => Symbol("a"), /^a value of type symbol cannot be converted to JSON$/],
  ["a BigInt", () => 1n, /^the value cannot be converted to JSON: .*BigInt/],
  ["a BigInt within a value", () => ({ n: 1n }), /^the value cannot be converted to JSON: .*BigInt/],
  [
    "a cycle",
    () => cycle(),
    /^the value cannot be converted to JSON: Converting circular structure to JSON$/,
  ],
  ["a toJSON that throws", () => ({ toJSON: fail }), /^the value cannot be converted to JSON: not today$/],
  [
    "a getter that throws",
    () => ({
      get n() {
        return fail();
      },
    }),
    /^the value cannot be converted to JSON: not today$/,
  ],
  ["a toJSON that returns nothing", () => ({ toJSON: () => undefined }), /^a value of type object cannot be/],
];

export function valuesContract(host: StreamsHost): void {
  describe("the value that is stored is what JSON.stringify makes of it at the call", () => {
    test.each(values)("%s", async (_name, make) => {
      const text = JSON.stringify(make());
      const streams = await openWithStream(host, { contentType });
      await streams.append("a", make());
      await streams.append("a", [make(), make()]);
      expect(await storedTexts(streams, "a")).toEqual([text, text, text]);
    });

    test.each(values)("%s, beside a creation that is under way", async (_name, make) => {
      const text = JSON.stringify(make());
      const streams = await host.open();
      const calls = [
        streams.create("a", { contentType, data: make() }),
        streams.append("a", make()),
        streams.append("a", [make()]),
        streams.create("fork", { fork: { path: "a" }, data: [make()] }),
        streams.ensure("ensured", { contentType, data: [make()] }),
      ];
      await Promise.all(calls);
      expect(await storedTexts(streams, "ensured")).toEqual([text]);
      expect(await storedTexts(streams, "a")).toEqual([text, text, text]);
      expect((await storedTexts(streams, "fork")).at(-1)).toBe(text);
    });

    test("and not what becomes of it later", async () => {
      const streams = await host.open();
      const value = reactive({ n: 1, list: [1] });
      const bytes = asBytes("1");
      const calls = [streams.create("a", { contentType, data: [value] })];
      const appends = [streams.append("a", value), streams.append("a", [value, bytes])];
      value.n = 2;
      value.list.push(2);
      bytes.fill(0x39);
      await Promise.all([...calls, ...appends]);
      const before = { n: 1, list: [1] };
      expect(await readAll(streams, "a")).toEqual([before, before, before, 1]);
    });
  });

  describe("a value without a JSON form is refused, and its error names its place in a batch", () => {
    test.each(refused)("%s", async (_name, make, text) => {
      const streams = await openWithStream(host, { contentType });
      await streams.create("text", { contentType: "text/plain" });
      const inBatch = new RegExp(text.source.replace("^", "^data\\[1\\]: "));
      const outcomes = [
        [streams.append("a", make()), text],
        [streams.append("a", [1, make()]), inBatch],
        [streams.append("text", make()), text],
        [streams.append("text", ["x", make()]), inBatch],
        [streams.append("a", [1, make()], { producer: { id: "p", epoch: 0, seq: 0 } }), inBatch],
        [streams.create("new", { contentType, data: [1, make()] }), inBatch],
        [streams.ensure("new", { contentType, data: [1, make()] }), inBatch],
        [streams.create("fork", { fork: { path: "a" }, data: [1, make()] }), inBatch],
      ] as const;
      for (const [outcome, message] of outcomes) {
        await expectCode(outcome, "BAD_REQUEST");
        await expect(outcome).rejects.toThrow(message);
      }
      expect((await streams.list()).streams.map(({ path, messageCount }) => [path, messageCount])).toEqual([
        ["a", 0],
        ["text", 0],
      ]);
    });

    test.each(refused)("%s, beside a creation that is under way", async (_name, make, text) => {
      const streams = await host.open();
      const created = streams.create("a", { contentType });
      const outcome = streams.append("a", make());
      await expectCode(outcome, "BAD_REQUEST");
      await expect(outcome).rejects.toThrow(text);
      await created;
      expect((await streams.head("a")).messageCount).toBe(0);
    });

    test("a hole in a batch", async () => {
      const streams = await openWithStream(host, { contentType });
      const outcome = streams.append("a", withHole());
      await expectCode(outcome, "BAD_REQUEST");
      await expect(outcome).rejects.toThrow("data[1]: a value of type undefined cannot be converted to JSON");
    });
  });

  test("a string or bytes become text or JSON as the stream turns out to be", async () => {
    const streams = await host.open();
    await Promise.all(
      ["text/plain", contentType].flatMap((type) => [
        streams.create(type, { contentType: type }),
        streams.append(type, "1"),
        streams.append(type, [asBytes("2"), "3"]),
      ]),
    );
    expect(await readTexts(streams, "text/plain")).toEqual(["1", "2", "3"]);
    expect(await readAll(streams, contentType)).toEqual(["1", 2, "3"]);
  });

  test("a value in a stream of bytes is refused, and its error names the stream and the place", async () => {
    const streams = await openWithStream(host, { contentType: "text/plain" });
    const hint = `"a" holds text/plain: append a string or Uint8Array`;
    for (const value of [{ n: 1 }, 1, true, null, new Money(1), reactive({ n: 1 })]) {
      await expect(streams.append("a", value)).rejects.toThrow(hint);
      await expect(streams.append("a", ["x", value])).rejects.toThrow(`data[1]: ${hint}`);
      await expectCode(streams.append("a", value), "BAD_REQUEST");
    }
    const created = streams.create("b", { contentType: "text/plain" });
    await expectCode(streams.append("b", { n: 1 }), "BAD_REQUEST");
    await created;
    expect((await streams.head("a")).messageCount).toBe(0);
  });

  test("options may be reactive objects of a UI framework", async () => {
    const streams = await host.open();
    await streams.create("a", reactive({ contentType, retention: { maxMessages: 5 }, data: [1] }));
    await streams.append("a", 2, reactive({ producer: { id: "p", epoch: 0, seq: 0 } }));
    await streams.setRetention("a", reactive({ maxMessages: 1 }));
    const page = await streams.read("a", reactive({ limitMessages: 1 }));
    expect(page.messages.map(({ data }) => data)).toEqual([2]);
    expect((await streams.list(reactive({ prefix: "a" }))).streams).toHaveLength(1);
  });
}

/** The stored text of each message, in a stream that has just been read from its start. */
async function storedTexts(streams: Streams, path: string): Promise<string[]> {
  return [...messagesIn(await streams.readPacked(path))].map(asText);
}

class Money {
  readonly #cents: number;
  readonly n: number;

  constructor(n: number) {
    this.n = n;
    this.#cents = n * 100;
  }

  toJSON(): string {
    return `${this.#cents / 100} EUR`;
  }
}

class Decimal {
  readonly digits: number[];
  /** No clone takes a function. */
  readonly isFinite = (): boolean => true;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
    this.digits = text.split("").map(Number);
  }

  toJSON(): string {
    return this.#text;
  }
}

class DateTime {
  readonly ts = 0;
  readonly loc = { locale: "en-US", numberingSystem: null };
  readonly isLuxonDateTime = true;

  toJSON(): string {
    return "1970-01-01T00:00:00.000Z";
  }
}

/** Elements 0 and 2 only. */
function withHole(): unknown[] {
  const sparse: unknown[] = [1];
  sparse[2] = 2;
  return sparse;
}

function rawJson(text: string): unknown {
  return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(text);
}

function fail(): never {
  throw new Error("not today\nnor tomorrow");
}

function cycle(): object {
  const value: { self?: object } = {};
  value.self = value;
  return value;
}

function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = { value };
  return value;
}
