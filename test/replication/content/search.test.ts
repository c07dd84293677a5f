import { expect, test } from "vitest";
import { MessageSearch } from "../../../src/replication/messages/search.ts";
import type { PackedPage } from "../../../src/store/index.ts";

function pageOf(messages: readonly string[]): PackedPage {
  const data = Buffer.from(messages.join(","));
  const lengths = Uint32Array.from(messages, ({ length }) => length);
  return { json: true, data, lengths } as Partial<PackedPage> as PackedPage;
}

function isFound(wanted: readonly string[], items: readonly string[]): boolean {
  return new MessageSearch(pageOf(wanted)).isFoundIn(items.map((each) => Buffer.from(each)));
}

test("finds messages that stand together, wherever they begin, by value", () => {
  for (let bits = 0; bits < 2 ** 9; bits++) {
    const items = Array.from({ length: 9 }, (_, n) => String((bits >> n) & 1));
    for (const wanted of ["1", "11", "101", "1101", "00100", "010101"])
      expect(isFound(wanted.split(""), items)).toBe(items.join("").includes(wanted));
  }
  expect(isFound(['{"a":1.0,"b":2}'], ["1", '{ "b": 2, "a": 1 }'])).toBe(true);
});

test("finds messages that arrive in several parts", () => {
  const search = new MessageSearch(pageOf(["1", "1", "2"]));
  const parts = ["1", "1", "1", "2"].map((each) => [Buffer.from(each)]);
  expect(parts.map((each) => search.isFoundIn(each))).toEqual([false, false, false, true]);
});

test("searches 100,000 equal messages without comparing each with each", () => {
  const wanted = [...Array<string>(50_000).fill('{"beat":1}'), '"end"'];
  expect(isFound(wanted, [...Array<string>(100_000).fill('{"beat":1}'), '"end"'])).toBe(true);
  expect(isFound(wanted, Array<string>(100_000).fill('{"beat":1}'))).toBe(false);
});
