import { messagesIn } from "../../protocol/packed-page.ts";
import { PrefixSearch } from "../../protocol/search/prefix-search.ts";
import type { PackedPage } from "../../store/index.ts";
import type { Item } from "./items.ts";
import { comparableJson } from "./same-json.ts";

/** Searches the items of a JSON stream, as they arrive, for the messages of a page, one after the other. */
export class MessageSearch {
  readonly #search: PrefixSearch;
  readonly #count: number;

  constructor(page: PackedPage) {
    this.#search = new PrefixSearch(Array.from(messagesIn(page), comparableJson));
    this.#count = page.lengths.length;
  }

  isFoundIn(items: readonly Item[]): boolean {
    return items.some((item) => this.#search.next(textOf(item)) === this.#count);
  }
}

/** An oversized item is no message of a page: the text of one is never empty. */
function textOf(item: Item): string {
  return item instanceof Uint8Array ? comparableJson(item) : "";
}

/** Searches a byte stream, whose items may begin and end anywhere, for some bytes. */
export class ByteSearch {
  readonly #wanted: Buffer;
  /** The last bytes, in which the wanted ones may have begun. */
  #carried = Buffer.alloc(0);

  constructor(wanted: Uint8Array) {
    this.#wanted = Buffer.from(wanted);
  }

  isFoundIn(items: readonly Item[]): boolean {
    const bytes = Buffer.concat([this.#carried, ...items.filter((each) => each instanceof Uint8Array)]);
    if (bytes.includes(this.#wanted)) return true;
    this.#carried = bytes.subarray(Math.max(0, bytes.length - this.#wanted.length + 1));
    return false;
  }
}
