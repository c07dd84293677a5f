import type { Found } from "./inspect-store.ts";
import { parseTag } from "../plan/operation.ts";
import type { Prefixes, Range } from "../plan/prefixes.ts";
import { difference, type ReadStream } from "./store-view.ts";

/** What has become of the operations that a store had acknowledged. */
export interface Verdict {
  readonly lost: number;
  readonly duplicated: number;
  readonly torn: number;
  /** What was expected and what was found, at each path that differs. */
  readonly report: string;
}

/**
 * Says what is wrong with a store that matches no prefix of its plan, compared with the prefix that it is most like.
 * A difference that is neither a duplicate nor a torn batch counts as a loss: an acknowledgement does not hold.
 */
export function judge(prefixes: Prefixes, range: Range, found: Found, now: number): Verdict {
  const nearest = prefixes.findNearest(range, found.view, now);
  const expected = prefixes.modelAfter(nearest);
  const view = prefixes.viewAfter(nearest, now);
  const paths = difference(view, found.view);
  const sum = { lost: 0, duplicated: 0, torn: 0 };
  for (const path of paths) {
    const counted = compare(expected.find(path, now)?.texts(now) ?? [], found.streams.get(path));
    sum.lost += counted.lost;
    sum.duplicated += counted.duplicated;
    sum.torn += counted.torn;
  }
  if (sum.lost + sum.duplicated + sum.torn === 0) sum.lost = paths.length;
  const lines = paths.map(
    (path) => `${path}\n  expected ${view.get(path)}\n  found    ${found.view.get(path)}`,
  );
  return {
    ...sum,
    report: `most like the first ${nearest} operations of the plan, except for\n${lines.join("\n")}`,
  };
}

function compare(expected: readonly string[], found: ReadStream | undefined) {
  const texts = found?.texts ?? [];
  const there = new Set(texts);
  const wanted = new Set(expected);
  const missing = expected.filter((text) => !there.has(text));
  const tags = new Set(texts.map(tagOf));
  const torn = new Set(missing.map(tagOf).filter((tag) => tags.has(tag)));
  for (const text of texts) if (!wanted.has(text) && !isWhole(text, texts)) torn.add(tagOf(text));
  return {
    duplicated: texts.length - there.size,
    torn: torn.size,
    lost: missing.filter((text) => !torn.has(tagOf(text))).length,
  };
}

/** Whether all other messages of its batch are present. */
function isWhole(text: string, texts: readonly string[]): boolean {
  const tag = parseTag(text);
  return tag === undefined || texts.filter((other) => tagOf(other) === tag.tag).length === tag.size;
}

function tagOf(text: string): number | undefined {
  return parseTag(text)?.tag;
}
