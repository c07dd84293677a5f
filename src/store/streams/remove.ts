import type { WriteTransaction } from "../commit/write-transaction.ts";
import type { StoreContext } from "../context.ts";
import { reviewAncestors } from "./retention.ts";
import { isUnseen, type Stream } from "./stream.ts";

type Parts = Pick<StoreContext, "catalog" | "replicas">;

/** Takes a stream out of sight and leaves its messages to maintenance. */
export function removeStream(
  context: Parts,
  transaction: WriteTransaction,
  stream: Stream,
  reason: "deleted" | "expired",
): void {
  const { catalog } = context;
  transaction.announce(reason, stream.path);
  if (catalog.forks(stream.id).length === 0) return erase(context, transaction, stream);
  // Its forks do not need all of it, nor all of its own ancestors.
  transaction.unreadable(stream.id, 0);
  reviewAncestors(context, stream, transaction);
  // A deleted stream blocks its path (PROTOCOL.md, section 4.2); an expired one leaves it to a new stream.
  if (reason === "expired") return catalog.detach(stream);
  stream.hide();
  transaction.changed(stream);
}

/** Deletes the stream's row, and its source's as well, if that was kept for this fork alone. */
function erase(context: Parts, transaction: WriteTransaction, stream: Stream): void {
  const { catalog, replicas } = context;
  catalog.delete(stream);
  replicas.deleteAll(stream.id);
  // Also without messages: maintenance deletes the stream's producers along with them.
  transaction.unreadable(stream.id, stream.tail);
  const source = stream.fork && catalog.byId(stream.fork.source);
  if (!source) return;
  if (isUnseen(source) && catalog.forks(source.id).length === 0) erase(context, transaction, source);
  else reviewAncestors(context, stream, transaction);
}
