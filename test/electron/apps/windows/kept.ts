import type { Streams } from "./streams-api.js";

/** What a page knows of the stream 0, 1, 2, … that it follows, kept over its reloads. */
export interface Kept {
  readonly offset: string;
  /** The number that must come next. */
  readonly next: number;
  /** Numbers that came in the place of another, as far as there is room. */
  readonly wrong: readonly { expected: number; got: unknown }[];
  /** How often the page was loaded. */
  readonly loads: number;
}

const nothing: Kept = { offset: "-1", next: 0, wrong: [], loads: 0 };

export function readKept(): Kept {
  return JSON.parse(sessionStorage.getItem("kept") ?? JSON.stringify(nothing)) as Kept;
}

/** Follows a stream of numbers; the offset and what was seen are saved in one step, for each message. */
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
