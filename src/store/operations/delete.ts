import { assertStreamPath } from "../../protocol/stream-path.ts";
import type { WriteTransaction } from "../commit/group-commit.ts";
import { reviewAncestors } from "../streams/retention.ts";
import { requireStream, type StoreContext } from "../context.ts";
import { isUnseen, type StreamState } from "../streams/stream.ts";

/**
 * Deletes a stream: invisible at once, its space is reclaimed in the background (PROTOCOL.md, section
 * 5.4). While forks need its messages its path stays taken, and answers `GONE`.
 *
 * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`, `GONE`
 */
export async function deleteStream(context: StoreContext, path: string): Promise<void> {
  assertStreamPath(path);
  return context.commit.submit((transaction) => {
    removeStream(context, transaction, requireStream(context, path), "deleted");
  });
}

/** Inside a transaction: takes the stream out of sight and leaves its messages to maintenance. */
export function removeStream(
  context: StoreContext,
  transaction: WriteTransaction,
  state: StreamState,
  reason: "deleted" | "expired",
): void {
  const { catalog, garbage } = context;
  transaction.announce(reason, state.path);
  if (catalog.forks(state.id).length === 0) return erase(context, state);
  // Its forks do not need all of it, nor all of what it was forked from itself.
  garbage.add(state.id, 0);
  reviewAncestors(context, state);
  // What is deleted blocks its path (section 4.2); what has expired makes room for a new stream.
  if (reason === "expired") return catalog.detach(state);
  state.deleted = true;
  state.deadline = undefined;
  transaction.changed(state);
}

/** Forgets the stream, and its source too, if that was kept for this fork alone. */
function erase(context: StoreContext, state: StreamState): void {
  const { catalog, garbage, replicas } = context;
  catalog.delete(state);
  replicas.deleteAll(state.id);
  // Also without messages: maintenance deletes the stream's producers along with them.
  garbage.add(state.id, state.tail);
  const source = state.fork && catalog.byId(state.fork.source);
  if (!source) return;
  if (isUnseen(source) && catalog.forks(source.id).length === 0) erase(context, source);
  else reviewAncestors(context, state);
}
