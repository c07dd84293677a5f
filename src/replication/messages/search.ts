import { messagesIn } from "../../protocol/packed-page.ts";
import type { PackedPage } from "../../store/index.ts";
import type { Item } from "./items.ts";
import { comparableJson } from "./same-json.ts";

/**
 * Searches the items of a JSON stream, as they arrive, for the messages of a page, one after the other. Compares each item
 * twice at most on average (Knuth, Morris and Pratt), however often the messages repeat.
 */
export class MessageSearch {
  readonly #wanted: readonly string[];
  /** For each number of found messages, how many remain found if the next item differs. */
  readonly #fallback: readonly number[];
  #found = 0;

  constructor(page: PackedPage) {
    this.#wanted = Array.from(messagesIn(page), comparableJson);
    this.#fallback = fallbackOf(this.#wanted);
  }

  isFoundIn(items: readonly Item[]): boolean {
    return items.some((item) => this.#isLast(item));
  }

  #isLast(item: Item): boolean {
    const text = item instanceof Uint8Array ? comparableJson(item) : undefined;
    while (this.#found > 0 && text !== this.#wanted[this.#found]) this.#found = this.#fallback[this.#found]!;
    if (text === this.#wanted[this.#found]) this.#found++;
    return this.#found === this.#wanted.length;
  }
}

/** For each count, the longest part of that many first texts that is both their beginning and, not as a whole, their end. */
function fallbackOf(texts: readonly string[]): number[] {
  const fallback = [0, 0];
  for (let count = 1, shared = 0; count < texts.length; count++) {
    while (shared > 0 && texts[count] !== texts[shared]) shared = fallback[shared]!;
    if (texts[count] === texts[shared]) shared++;
    fallback.push(shared);
  }
  return fallback;
}

/** The same for a byte stream, whose items may begin and end anywhere. */
export class ByteSearch {
  readonly #wanted: Buffer;
  /** The last bytes, in which the page may have begun. */
  #carried = Buffer.alloc(0);

  constructor({ data }: PackedPage) {
    this.#wanted = Buffer.from(data);
  }

  isFoundIn(items: readonly Item[]): boolean {
    const bytes = Buffer.concat([this.#carried, ...items.filter((each) => each instanceof Uint8Array)]);
    if (bytes.includes(this.#wanted)) return true;
    this.#carried = bytes.subarray(Math.max(0, bytes.length - this.#wanted.length + 1));
    return false;
  }
}
