import { expect, test } from "vitest";
import { countOf, messagesIn, pushLengths, rowsFor } from "../../../src/store/messages/rows.ts";

const pageBytes = 4096;

function messagesOf(sizes: readonly number[]): Buffer[] {
  return sizes.map((size, n) => Buffer.alloc(size, 97 + (n % 26)));
}

test.each([
  ["one message", [5]],
  ["empty messages", [0, 0, 0]],
  ["small messages", Array<number>(50).fill(100)],
  ["more than a page of small messages", Array<number>(1000).fill(100)],
  ["lengths of two bytes", Array<number>(3).fill(1300)],
  ["large messages among small ones", [1, 20_000, 2, 3, 70_000, 4, 5_000_000]],
  ["all sizes", Array.from({ length: 3000 }, (_, n) => (n * 7919) % 5000)],
])("rows hold all messages in order: %s", (_, sizes) => {
  const messages = messagesOf(sizes);
  for (const json of [false, true]) {
    const rows = [...rowsFor(messages, json)];
    expect(Buffer.concat(rows.flatMap(messagesIn)).equals(Buffer.concat(messages))).toBe(true);
    const lengths: number[] = [];
    for (const row of rows) {
      expect(countOf(row.lengths)).toBe(row.count);
      pushLengths(lengths, row.lengths ?? row.data.length);
      // A shared row fits into a page.
      if (row.count > 1) expect(row.data.length + row.lengths!.length).toBeLessThan(pageBytes);
    }
    expect(lengths).toEqual(sizes);
  }
});

test("separates the messages of a JSON stream with commas, as in a page", () => {
  const [row] = rowsFor([Buffer.from("1"), Buffer.from('"two"'), Buffer.from("[3]")], true);
  expect(Buffer.from(row!.data).toString()).toBe('1,"two",[3]');
  expect(messagesIn(row!).map((message) => Buffer.from(message).toString())).toEqual(["1", '"two"', "[3]"]);
});

test("spreads few messages evenly over small rows, and fills pages with many", () => {
  const counts = (messages: number) =>
    Array.from(rowsFor(messagesOf(Array(messages).fill(100)), false), ({ count }) => count);
  expect(counts(15)).toEqual([8, 7]);
  expect(counts(1000).slice(0, -1)).toEqual(Array(25).fill(39));
});
