import { layOutJson, type Token, type TokenKind } from "../../content/json.ts";

/** A value in a table: a string without its quotes, anything else as it is written. */
export interface Cell {
  readonly text: string;
  readonly kind: TokenKind | "nested";
}

/** The column of messages that are no objects. Those of keys have quotes. */
export const valueColumn = "value";

/** Longer values are cut. */
const maxCharacters = 2000;

/** The values of a message by column: those of an object by key, as JSON, and all others as one value. */
export function cellsOf(text: string): ReadonlyMap<string, Cell> {
  const cells = new Map<string, Cell>();
  const isObject = /^\s*\{/.test(text);
  let column: string | undefined = isObject ? undefined : valueColumn;
  let depth = 0;
  let tokens: Token[] = [];
  const put = () => {
    if (column !== undefined && tokens.length > 0) cells.set(column, cellOf(tokens));
    tokens = [];
  };
  for (const token of layOutJson(text, { lines: false })) {
    const { kind, text } = token;
    const step = kind === "plain" ? depthStep(text) : 0;
    if (step < 0) depth--;
    const isOutermost = isObject && depth === 0;
    const isBetween = isObject && depth === 1 && kind === "plain" && [":", ",", " "].includes(text);
    if (isObject && depth === 1 && kind === "key") column = columnOf(text);
    else if (isBetween && text === ",") {
      put();
      column = undefined;
    } else if (!isOutermost && !isBetween) tokens.push(token);
    if (step > 0) depth++;
  }
  put();
  return cells;
}

/** The columns that occur, in the order in which they do. */
export function columnsIn(rows: Iterable<ReadonlyMap<string, Cell>>): string[] {
  const columns = new Set<string>();
  for (const cells of rows) for (const column of cells.keys()) columns.add(column);
  return [...columns];
}

/** The key of a column as its head shows it. */
export function labelOf(column: string): string {
  return column === valueColumn ? "Value" : (JSON.parse(column) as string);
}

/** Whether all values of a column are of one kind, and there are some. */
export function cellsAlike(
  rows: readonly { readonly cells: ReadonlyMap<string, Cell> }[],
  column: string,
  kind: Cell["kind"],
): boolean {
  const cells = rows.flatMap((row) => row.cells.get(column) ?? []);
  return cells.length > 0 && cells.every((cell) => cell.kind === kind);
}

const collator = new Intl.Collator("en", { numeric: true });
const ranks = { number: 0, string: 1, key: 1, literal: 2, plain: 3, nested: 3 } as const;

/** Sorts numbers by value, then texts, then `true`, `false` and `null`, then arrays and objects. */
export function compareCells(a: Cell, b: Cell): number {
  const byKind = ranks[a.kind] - ranks[b.kind];
  if (byKind !== 0) return byKind;
  return (a.kind === "number" ? Number(a.text) - Number(b.text) : 0) || collator.compare(a.text, b.text);
}

function depthStep(text: string): number {
  if (text === "{" || text === "[") return 1;
  return text === "}" || text === "]" ? -1 : 0;
}

/** Keys that are written differently, such as `"\u0061"` and `"a"`, are the same. Undefined for a key that is cut. */
function columnOf(key: string): string | undefined {
  const parsed = parsedString(key);
  return parsed === undefined ? undefined : JSON.stringify(parsed);
}

function cellOf(tokens: readonly Token[]): Cell {
  const [{ kind, text } = { kind: "plain" as const, text: "" }] = tokens;
  if (kind === "string" || kind === "key")
    return { kind: "string", text: (parsedString(text) ?? text).slice(0, maxCharacters) };
  let shown = "";
  for (const { text } of tokens) {
    if (shown.length > maxCharacters) return { kind: "nested", text: `${shown.slice(0, maxCharacters)}…` };
    shown += text;
  }
  return { kind: kind === "plain" ? "nested" : kind, text: shown };
}

function parsedString(text: string): string | undefined {
  try {
    return JSON.parse(text) as string;
  } catch {
    return undefined; // cut
  }
}
