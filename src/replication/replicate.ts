import type { StreamStoreApi } from "../store/index.ts";
import { resolveOptions, type ReplicateOptions } from "./options.ts";
import { Replication } from "./replication.ts";

/**
 * Keeps streams of the store and of a Durable Streams server the same, exactly once and in order, over crashes of
 * either side, lost answers and times without a network. Starts at once, and goes on until `close`.
 *
 * `push` takes what is appended here to the server; `pull` mirrors what is there. Nobody else may write into what is
 * mirrored; see docs/replication.md.
 *
 * @throws StreamError `BAD_REQUEST`
 */
export function replicate(store: StreamStoreApi, options: ReplicateOptions): Replication {
  return new Replication(store, resolveOptions(options));
}
