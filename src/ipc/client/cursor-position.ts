import type { Offset } from "../../protocol/offset.ts";
import type { FollowOptions } from "../../protocol/stream.ts";

/** Where a cursor of messages is: at first where its options say, and after each page at the end of that. */
export class CursorPosition {
  readonly #given: FollowOptions;
  #offset: Offset | undefined;

  constructor(given: FollowOptions) {
    this.#given = given;
  }

  /** The options to open it with, now. */
  get options(): FollowOptions {
    if (this.#offset === undefined) return this.#given;
    const { limitBytes, limitMessages } = this.#given;
    return {
      offset: this.#offset,
      ...(limitBytes !== undefined && { limitBytes }),
      ...(limitMessages !== undefined && { limitMessages }),
    };
  }

  passed({ nextOffset }: { readonly nextOffset: Offset }): void {
    this.#offset = nextOffset;
  }
}
