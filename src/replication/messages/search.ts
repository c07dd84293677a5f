import type { PackedPage } from "../../store/index.ts";
import type { Item } from "./items.ts";
import { isSameJson } from "./same-json.ts";

/** Looks for the messages of a page, one after the other, in the items of a JSON stream as they arrive. */
export class MessageSearch {
  readonly #wanted: readonly Uint8Array[];
  /** How many messages are found at each place where the page may have begun. */
  #found: number[] = [];

  constructor({ data, lengths }: PackedPage) {
    let start = 0;
    this.#wanted = Array.from(lengths, (length) => {
      const message = data.subarray(start, start + length);
      start += length + 1;
      return message;
    });
  }

  isFoundIn(items: readonly Item[]): boolean {
    return items.some((item) => this.#isLast(item));
  }

  #isLast(item: Item): boolean {
    const found = [...this.#found, 0].filter(
      (count) => item instanceof Uint8Array && isSameJson(item, this.#wanted[count]!),
    );
    this.#found = found.map((count) => count + 1);
    return this.#found.includes(this.#wanted.length);
  }
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
