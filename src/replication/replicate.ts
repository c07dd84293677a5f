import type { StreamStoreApi } from "../store/index.ts";
import { resolveOptions, type ReplicateOptions } from "./options.ts";
import { Replication } from "./replication.ts";

/**
 * Keeps streams of a store and of a Durable Streams server the same, exactly once and in order, across crashes of
 * either side, lost responses and times without a network. Starts immediately, and continues until `close`.
 *
 * A `push` sends local messages to the server; a `pull` mirrors remote streams into the store. No other client may
 * write to a mirror, nor to a pushed remote stream unless `soleWriter` is false; see docs/replication.md.
 *
 * @throws StreamError `BAD_REQUEST`
 */
export function replicate(store: StreamStoreApi, options: ReplicateOptions): Replication {
  return new Replication(store, resolveOptions(options));
}
