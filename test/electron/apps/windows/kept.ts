import type { Streams } from "./streams-api.js";

/** What a page has seen of the stream 0, 1, 2, … that it follows, kept across reloads. */
export interface Kept {
  readonly offset: string;
  /** The next expected number. */
  readonly next: number;
  /** The first 20 unexpected values. */
  readonly wrong: readonly { expected: number; got: unknown }[];
  /** How often the page was loaded. */
  readonly loads: number;
}

const nothing: Kept = { offset: "-1", next: 0, wrong: [], loads: 0 };

export function readKept(): Kept {
  return JSON.parse(sessionStorage.getItem("kept") ?? JSON.stringify(nothing)) as Kept;
}

/** Follows a stream of numbers. Saves the offset and the findings together, after each message. */
export function keep(streams: Streams, path: string): void {
  const before = readKept();
  save({ ...before, loads: before.loads + 1 });
  streams.messages$(path, { offset: before.offset }).subscribe(({ offset, data }) => {
    const { next, wrong, loads } = readKept();
    const problems = data === next ? wrong : [...wrong, { expected: next, got: data }].slice(0, 20);
    save({ offset, next: Number(data) + 1, wrong: problems, loads });
  });
}

function save(kept: Kept): void {
  sessionStorage.setItem("kept", JSON.stringify(kept));
}
