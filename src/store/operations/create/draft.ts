import type { WriteTransaction } from "../../commit/write-transaction.ts";
import type { StoreContext } from "../../context.ts";
import { Stream, type NewStream } from "../../streams/stream.ts";
import { insert, newStream } from "./create.ts";

/*
 * An append creates its stream if a definition says how. As every write, it checks everything first: against a draft, which is
 * not in the catalog yet and has a negative id.
 */

class Draft extends Stream {
  readonly wanted: NewStream;

  constructor(id: number, wanted: NewStream) {
    super(id, wanted);
    this.wanted = wanted;
  }
}

/**
 * The stream that an append to this path creates; undefined if no definition matches the path, or if the stream would have
 * expired already.
 */
export function draftOf(context: StoreContext, path: string, number = 1): Stream | undefined {
  const options = context.definitions.optionsOf(path);
  if (options?.expiresAt && options.expiresAt.getTime() <= context.clock.now()) return undefined;
  return options && new Draft(-number, newStream(context, path, options));
}

export function isDraft({ id }: { readonly id: number }): boolean {
  return id < 0;
}

/** The stream itself, or the one that is created as its draft says. */
export function created(context: StoreContext, transaction: WriteTransaction, stream: Stream): Stream {
  return stream instanceof Draft ? insert(context, transaction, stream.wanted, []) : stream;
}
