import { expect, test } from "vitest";
import { countOf, messagesIn, pushLengths, rowsFor } from "../../../src/store/messages/rows.ts";

const pageBytes = 4096;

function messagesOf(sizes: readonly number[]): Buffer[] {
  return sizes.map((size, n) => Buffer.alloc(size, 97 + (n % 26)));
}

test.each([
  ["one", [5]],
  ["none with a byte in it", [0, 0, 0]],
  ["small ones", Array<number>(50).fill(100)],
  ["more than a page of small ones", Array<number>(1000).fill(100)],
  ["as many as two bytes can tell", Array<number>(3).fill(1300)],
  ["large ones among small ones", [1, 20_000, 2, 3, 70_000, 4, 5_000_000]],
  ["all sizes", Array.from({ length: 3000 }, (_, n) => (n * 7919) % 5000)],
])("rows hold the messages that were put in, in order: %s", (_, sizes) => {
  const messages = messagesOf(sizes);
  for (const json of [false, true]) {
    const rows = [...rowsFor(messages, json)];
    expect(Buffer.concat(rows.flatMap(messagesIn)).equals(Buffer.concat(messages))).toBe(true);
    const lengths: number[] = [];
    for (const row of rows) {
      expect(countOf(row.lengths)).toBe(row.count);
      pushLengths(lengths, row.lengths ?? row.data.length);
      // What more than one message share fits into a page.
      if (row.count > 1) expect(row.data.length + row.lengths!.length).toBeLessThan(pageBytes);
    }
    expect(lengths).toEqual(sizes);
  }
});

test("messages of a JSON stream have a comma between two, as in a page of them", () => {
  const [row] = rowsFor([Buffer.from("1"), Buffer.from('"two"'), Buffer.from("[3]")], true);
  expect(Buffer.from(row!.data).toString()).toBe('1,"two",[3]');
  expect(messagesIn(row!).map((message) => Buffer.from(message).toString())).toEqual(["1", '"two"', "[3]"]);
});

test("few messages are spread evenly over small rows, many fill pages", () => {
  const counts = (messages: number) =>
    Array.from(rowsFor(messagesOf(Array(messages).fill(100)), false), ({ count }) => count);
  expect(counts(15)).toEqual([8, 7]);
  expect(counts(1000).slice(0, -1)).toEqual(Array(25).fill(39));
});
