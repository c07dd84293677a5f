import { describe, expect, test } from "vitest";
import { literalPrefix, matchesGlob } from "../../src/store/subscriptions/links/glob.ts";

const matching: [pattern: string, path: string][] = [
  ["a/b", "a/b"],
  ["*", "a"],
  ["events/*", "events/a"],
  ["*/b/*", "a/b/c"],
  ["**", "a"],
  ["**", "a/b/c"],
  ["a/**", "a"],
  ["a/**", "a/b/c"],
  ["**/z", "z"],
  ["**/z", "a/b/z"],
  ["a/**/z", "a/z"],
  ["a/**/z", "a/b/c/z"],
  ["a/**/b/**/z", "a/x/b/b/y/z"],
  ["a/**/*", "a/b"],
  ["a/**/*/z", "a/b/z/z"],
  ["**/**", "a"],
];

const different: [pattern: string, path: string][] = [
  ["events/*", "events"],
  ["events/*", "events/a/b"],
  ["events/*", "other/a"],
  ["*", "a/b"],
  ["a/**", "ab"],
  ["a/**", "b/a"],
  ["a/**/*", "a"],
  ["a/**/z", "a/b/c"],
  ["a/**/b/**/z", "a/z/b"],
  // Within a segment, an asterisk stands for itself.
  ["events/a*", "events/ab"],
  ["events/a?", "events/ab"],
  ["events/[ab]", "events/a"],
  ["a/b", "a/B"],
];

describe("a pattern", () => {
  test.each(matching)("%s matches %s", (pattern, path) => {
    expect(matchesGlob(pattern, path)).toBe(true);
    expect(path.startsWith(literalPrefix(pattern))).toBe(true);
  });

  test.each(different)("%s does not match %s", (pattern, path) => {
    expect(matchesGlob(pattern, path)).toBe(false);
  });

  test("with many ** is matched in bounded steps", () => {
    const pattern = `${"**/a/".repeat(30)}b`;
    expect(matchesGlob(pattern, `${"a/".repeat(400)}c`)).toBe(false);
    expect(matchesGlob(pattern, `${"a/".repeat(400)}b`)).toBe(true);
  });
});
