import { StreamError } from "../../protocol/errors.ts";
import type { StreamChange } from "../../protocol/stream.ts";
import { checkOptions, isSignal } from "../check-options.ts";
import type { StoreContext } from "../context.ts";

export interface ChangesOptions {
  readonly signal?: AbortSignal;
}

/**
 * The changes of all streams from now on; ends when the signal is aborted or the store is closed.
 *
 * @throws StreamError `BAD_REQUEST`, `STORE_READ_ONLY`, `STORE_CLOSED`; later `TOO_MANY`
 *
 * @internal
 */
export function changes(
  { changes: feed, commit, options: { readOnly } }: Pick<StoreContext, "changes" | "commit" | "options">,
  options: ChangesOptions = {},
): AsyncIterableIterator<StreamChange> {
  checkOptions("changes", options, { signal: isSignal });
  commit.assertOpen();
  if (readOnly) {
    throw new StreamError(
      "STORE_READ_ONLY",
      "the store was opened read-only: only the process that writes to it can report its changes",
    );
  }
  return feed.listen(options.signal);
}
