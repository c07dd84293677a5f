import { StreamError } from "../../protocol/errors.ts";
import type { ImportedBefore } from "./imported-before.ts";
import type { InputStart } from "./overlap.ts";
import { isBlank } from "./lines/split-lines.ts";

/** Lines that were imported before. */
export interface KnownLines {
  readonly lines: number;
  readonly bytes: number;
}

export interface SkipKnownOptions {
  readonly json: boolean;
  /** Given the start of an input that does not begin like an earlier import; what it throws refuses the input. */
  readonly checkNew: (start: InputStart) => Promise<void>;
  /** Told the lines that are left out, a batch at a time. */
  readonly known: (lines: KnownLines) => void;
}

/**
 * Leaves out the lines that were imported before. A text that went on where it had ended without a line break gives the rest
 * of its line.
 *
 * @throws StreamError `INPUT_CHANGED` if the input begins like an earlier import, and then ends or differs within it
 */
export async function* skipKnown(
  groups: AsyncIterable<Uint8Array[]>,
  before: ImportedBefore,
  { json, checkNew, known }: SkipKnownOptions,
): AsyncGenerator<Uint8Array[], void, undefined> {
  const input = new HeldLines(groups);
  if (!(await input.hold(1))) return;
  await before.begin(input.first);
  let line = 1;
  let batch = await before.find();
  if (!batch) await checkNew(await input.start());
  for (; batch; batch = await before.find()) {
    if (!(await input.hold(batch.bytes))) throw endsEarly(line + input.count - 1);
    const lines = input.take(batch.bytes);
    if (!(await before.matches(batch, lines))) throw differs(line, lines.length);
    const values = json ? lines.filter((line) => !isBlank(line)).length : lines.length;
    known({ lines: values, bytes: batch.bytes });
    line += lines.length;
    if (json && !input.dropLineEnd()) throw differs(line - 1, 1);
  }
  yield* input.rest();
}

/** What the start of an input has at most, in lines and bytes. */
const maxStartLines = 1000;
const maxStartBytes = 256 * 1024;

/** Lines that were read ahead. */
class HeldLines {
  readonly #groups: AsyncIterator<Uint8Array[]>;
  #lines: Uint8Array[] = [];
  #bytes = 0;
  /** Whether the first line has lost its beginning. */
  #isCut = false;
  /** Whether a pause of the input follows the lines. */
  #pauses = false;
  #isEnded = false;
  /** What the input fails with after the lines. */
  #failure: { readonly error: unknown } | undefined;

  constructor(groups: AsyncIterable<Uint8Array[]>) {
    this.#groups = groups[Symbol.asyncIterator]();
  }

  get first(): Uint8Array {
    return this.#lines[0]!;
  }

  get count(): number {
    return this.#lines.length;
  }

  /** Reads until it holds that many bytes; returns whether there are so many. */
  async hold(bytes: number): Promise<boolean> {
    while (this.#bytes < bytes) if (!(await this.#readGroup())) return false;
    return true;
  }

  /** The first lines of the input, as far as they come without a pause. A failure waits until they are taken. */
  async start(): Promise<InputStart> {
    try {
      while (this.#lines.length <= maxStartLines && this.#bytes <= maxStartBytes && !this.#pauses)
        if (!(await this.#readGroup())) break;
    } catch (error) {
      this.#failure = { error };
      this.#isEnded = true;
    }
    const lines = this.#lines.slice(0, maxStartLines);
    return { lines, isWhole: this.#pauses || (this.#isEnded && lines.length === this.#lines.length) };
  }

  async #readGroup(): Promise<boolean> {
    const { done, value } = await this.#groups.next();
    this.#isEnded = done === true;
    if (done) return false;
    this.#pauses = value.length === 0;
    for (const line of value) {
      this.#lines.push(line);
      this.#bytes += line.length;
    }
    return true;
  }

  /** Takes that many bytes; if they end within a line, its rest stays. */
  take(bytes: number): Uint8Array[] {
    const taken: Uint8Array[] = [];
    let left = bytes;
    let count = 0;
    for (; left > 0; count++) {
      const line = this.#lines[count]!;
      taken.push(line.subarray(0, left));
      left -= line.length;
    }
    this.#isCut = left < 0;
    this.#lines = this.#isCut
      ? [this.#lines[count - 1]!.subarray(left), ...this.#lines.slice(count)]
      : this.#lines.slice(count);
    this.#bytes -= bytes;
    return taken;
  }

  /** Drops the rest of a line that lost its beginning, if it is only a line break; returns false if it is more than that. */
  dropLineEnd(): boolean {
    if (!this.#isCut) return true;
    if (!isBlank(this.first)) return false;
    this.take(this.first.length);
    return true;
  }

  async *rest(): AsyncGenerator<Uint8Array[], void, undefined> {
    if (this.#lines.length > 0) yield this.#lines;
    this.#lines = [];
    if (this.#failure) throw this.#failure.error;
    if (this.#pauses) yield [];
    yield* { [Symbol.asyncIterator]: () => this.#groups };
  }
}

const wayOut = "to import it as other content, give the import a label";

function endsEarly(line: number): StreamError {
  return new StreamError(
    "INPUT_CHANGED",
    `the input ends after line ${line}, within what was imported from it before: nothing was imported; ${wayOut}`,
    { line, option: "again" },
  );
}

function differs(first: number, count: number): StreamError {
  const where = count === 1 ? `line ${first} is` : `lines ${first} to ${first + count - 1} are`;
  return new StreamError(
    "INPUT_CHANGED",
    `the input begins like an earlier import, but ${where} not what was imported then: nothing was imported; ` +
      `to import it as other content with the same first line, give the import a label`,
    { line: first, option: "again" },
  );
}
