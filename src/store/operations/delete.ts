import { assertStreamPath } from "../../protocol/stream-path.ts";
import type { WriteTransaction } from "../group-commit.ts";
import { requireStream, type StoreContext } from "../store-context.ts";
import type { StreamState } from "../stream-state.ts";

/**
 * Deletes a stream: invisible at once, its space is reclaimed in the background (PROTOCOL.md, section 5.4).
 *
 * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`
 */
export async function deleteStream(context: StoreContext, path: string): Promise<void> {
  assertStreamPath(path);
  return context.commit.submit((transaction) => {
    removeStream(context, transaction, requireStream(context, path), "deleted");
  });
}

/** Inside a transaction: takes the stream out of sight and leaves its messages to maintenance. */
export function removeStream(
  { catalog, garbage }: StoreContext,
  transaction: WriteTransaction,
  state: StreamState,
  reason: "deleted" | "expired",
): void {
  catalog.delete(state);
  // Also without messages: maintenance deletes the stream's producers along with them.
  garbage.add(state.id, state.tail);
  transaction.announce(reason, state.path);
}
