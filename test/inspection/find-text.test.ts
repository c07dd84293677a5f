import { expect, it, onTestFinished, vi } from "vitest";
import { findText } from "../../src/protocol/inspection/find-text.ts";
import { fold } from "../../src/protocol/inspection/fold.ts";

/** Counts the characters that are folded beyond ASCII from now on. */
function countFolded(): { characters: number } {
  const counted = { characters: 0 };
  const { normalize } = String.prototype;
  const spy = vi.spyOn(String.prototype, "normalize").mockImplementation(function (this: string, form) {
    counted.characters += this.length;
    return normalize.call(this, form);
  });
  onTestFinished(() => spy.mockRestore());
  return counted;
}

it.each([
  ["at the end of long bytes that are no text", `${"\ufffd".repeat(64_000)}ab`, "ab", 64_000, 64_002],
  ["across two blocks", `${"ä".repeat(1020)}needle in the hay`, "needle in the hay", 1020, 1037],
  ["as decomposed characters across two blocks", `${"x".repeat(1023)}e\u0301t\u00e9`, "été", 1023, 1027],
  ["not within a decomposed character", `${"x".repeat(1023)}e\u0301 e`, "e", 1026, 1027],
  ["beside a surrogate pair across two blocks", `${"ä".repeat(1023)}😀b`, "b", 1025, 1026],
  [
    "as more marks than blocks overlap by",
    `ä${"x".repeat(1000)}e${"\u0301".repeat(3000)}`,
    `e${"\u0301".repeat(3000)}`,
    1001,
    4002,
  ],
])("a text is found %s", (_, text, wanted, start, end) => {
  expect(findText(text, fold(wanted))).toEqual({ start, end });
});

it("finding a text beyond ASCII folds each character a few times, however often and late the text occurs", () => {
  const text = `${"\ufffd".repeat(200)}ab`.repeat(300);
  const counted = countFolded();
  let found = 0;
  for (let range = findText(text, "AB"); range; range = findText(text, "AB", range.end)) found++;
  expect(found).toBe(300);
  // Each of the 300 is located within one or two blocks of 1,024 characters.
  expect(counted.characters).toBeLessThan(300 * 100 * 1024);
  counted.characters = 0;
  expect(findText(`${"\ufffd".repeat(64_000)}ab`, "AB")).toBeDefined();
  expect(counted.characters).toBeLessThan(6 * 64_000);
});
