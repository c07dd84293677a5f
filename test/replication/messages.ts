/** A message that identifies itself. */
export interface TestMessage {
  readonly stream: number;
  readonly n: number;
  readonly text: string;
}

export function pathOf(stream: number): string {
  return `journal/${stream}`;
}

export function messageOf(stream: number, n: number): TestMessage {
  return { stream, n, text: "x".repeat((stream * 31 + n * 7) % 90) };
}

/** Every fourth stream is closed with its last message. */
export function closesAtItsEnd(stream: number): boolean {
  return stream % 4 === 0;
}

export interface Tally {
  messages: number;
  lost: number;
  duplicated: number;
  reordered: number;
}

/** Counts what is wrong with one copy of a stream, and reports it. */
export function judge(
  found: readonly unknown[],
  { stream, total, where }: { readonly stream: number; readonly total: number; readonly where: string },
  report: (problem: string) => void,
): Omit<Tally, "messages"> {
  const counts = new Map<number, number>();
  let reordered = 0;
  let highest = -1;
  for (const message of found as TestMessage[]) {
    if (JSON.stringify(message) !== JSON.stringify(messageOf(stream, message.n)))
      report(`${where} ${pathOf(stream)}: message ${JSON.stringify(message)} was never written`);
    const before = counts.get(message.n) ?? 0;
    counts.set(message.n, before + 1);
    if (before === 0 && message.n < highest) reordered++;
    highest = Math.max(highest, message.n);
  }
  const lost = total - [...counts.keys()].filter((n) => n >= 0 && n < total).length;
  const duplicated = found.length - counts.size;
  if (lost + duplicated + reordered > 0)
    report(`${where} ${pathOf(stream)}: lost ${lost}, duplicated ${duplicated}, reordered ${reordered}`);
  return { lost, duplicated, reordered };
}
