import type { JsonNode } from "../../content/json-nodes.ts";

/** A value that is not the same in two JSON texts. Undefined where one of them has none. */
export interface JsonChange {
  /** Where it is, such as `$.items[0].sku`. */
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** Further changes are not listed. */
export const maxChanges = 500;
/** Longer values are cut. */
const maxCharacters = 500;

interface Pair {
  readonly path: string;
  readonly before: JsonNode | undefined;
  readonly after: JsonNode | undefined;
}

/** What differs between two JSON values as they are written: in objects by key, in arrays by index. */
export function jsonChanges(before: JsonNode | undefined, after: JsonNode | undefined): JsonChange[] {
  const changes: JsonChange[] = [];
  const waiting: Pair[] = [{ path: "$", before, after }];
  for (let pair = waiting.pop(); pair && changes.length < maxChanges; pair = waiting.pop()) {
    const { path, before, after } = pair;
    if (isSameParent(before, after)) waiting.push(...childPairs(path, before!, after!).toReversed());
    else if (before?.text !== after?.text || before?.kind !== after?.kind)
      changes.push({ path, before: before && textOf(before), after: after && textOf(after) });
  }
  return changes;
}

function isSameParent(before: JsonNode | undefined, after: JsonNode | undefined): boolean {
  return before !== undefined && before.kind === after?.kind && isParent(before);
}

function isParent({ kind }: JsonNode): boolean {
  return kind === "object" || kind === "array";
}

function childPairs(path: string, before: JsonNode, after: JsonNode): Pair[] {
  const pairs = new Map<string, { before?: JsonNode; after?: JsonNode }>();
  for (const node of before.children) pairs.set(stepTo(node), { before: node });
  // Of a key that occurs twice the last value counts, as for `JSON.parse`.
  for (const node of after.children) pairs.set(stepTo(node), { ...pairs.get(stepTo(node)), after: node });
  return Array.from(pairs, ([step, pair]) => ({
    path: path + step,
    before: pair.before,
    after: pair.after,
  }));
}

/** `.name`, `["other name"]` or `[0]`. */
function stepTo({ key, index }: JsonNode): string {
  if (key === undefined) return `[${index}]`;
  const name = /^"([A-Za-z_]\w*)"$/.exec(key)?.[1];
  return name === undefined ? `[${key}]` : `.${name}`;
}

/** A value on one line. */
function textOf(node: JsonNode): string {
  let text = "";
  const waiting: (JsonNode | string)[] = [node];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (text.length > maxCharacters) return `${text.slice(0, maxCharacters)}…`;
    if (typeof next === "string") text += next;
    else {
      if (next.key !== undefined && next !== node) text += `${next.key}: `;
      text += next.text;
      if (isParent(next)) waiting.push(...listed(next).toReversed());
    }
  }
  return text;
}

function listed({ kind, children }: JsonNode): (JsonNode | string)[] {
  const parts = children.flatMap((child, i) => (i === 0 ? [child] : [", ", child]));
  return [...parts, kind === "object" ? "}" : "]"];
}
