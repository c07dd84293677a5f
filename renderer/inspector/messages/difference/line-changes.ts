export interface LineChange {
  readonly kind: "same" | "removed" | "added" | "skipped";
  readonly text: string;
}

/** The unchanged lines around a change that are shown. */
const contextLines = 3;
/** More pairs of lines are not compared: all of them count as changed then. */
const maxPairs = 1_000_000;

/** What differs between two texts, line by line. Unchanged lines far from a change are left out. */
export function lineChanges(before: string, after: string): LineChange[] {
  const a = before.split("\n");
  const b = after.split("\n");
  const shorter = Math.min(a.length, b.length);
  let head = 0;
  while (head < shorter && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < shorter - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const lines = [
    ...linesOf("same", a.slice(0, head)),
    ...changedLines(a.slice(head, a.length - tail), b.slice(head, b.length - tail)),
    ...linesOf("same", a.slice(a.length - tail)),
  ];
  return withoutFar(lines);
}

function linesOf(kind: LineChange["kind"], texts: readonly string[]): LineChange[] {
  return texts.map((text) => ({ kind, text }));
}

function changedLines(a: readonly string[], b: readonly string[]): LineChange[] {
  if (a.length * b.length > maxPairs) return [...linesOf("removed", a), ...linesOf("added", b)];
  const common = commonLengths(a, b);
  const width = b.length + 1;
  const lines: LineChange[] = [];
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ kind: "same", text: a[i++]! });
      j++;
    } else if (j === b.length || (i < a.length && common[(i + 1) * width + j]! >= common[i * width + j + 1]!))
      lines.push({ kind: "removed", text: a[i++]! });
    else lines.push({ kind: "added", text: b[j++]! });
  }
  return lines;
}

/** For each pair of lines, how many lines the rests from there on have in common. */
function commonLengths(a: readonly string[], b: readonly string[]): Uint32Array {
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const down = lengths[(i + 1) * width + j]!;
      const right = lengths[i * width + j + 1]!;
      lengths[i * width + j] = a[i] === b[j] ? lengths[(i + 1) * width + j + 1]! + 1 : Math.max(down, right);
    }
  }
  return lengths;
}

function withoutFar(lines: readonly LineChange[]): LineChange[] {
  const near = new Set<number>();
  for (const [at, { kind }] of lines.entries())
    if (kind !== "same") for (let by = -contextLines; by <= contextLines; by++) near.add(at + by);
  const kept: LineChange[] = [];
  for (const [at, line] of lines.entries()) {
    if (near.has(at)) kept.push(line);
    else if (kept.at(-1)?.kind !== "skipped") kept.push({ kind: "skipped", text: "…" });
  }
  return kept;
}
