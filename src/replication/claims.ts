import { StreamError, type StreamStoreApi } from "../store/index.ts";
import type { ReplicationDirection } from "../protocol/replication.ts";

/** The replications of each store's streams, by local path. */
const claimsByStore = new WeakMap<StreamStoreApi, Map<string, Claim[]>>();

interface Claim {
  readonly remoteUrl: string;
  readonly direction: ReplicationDirection;
}

/**
 * Reserves a stream for one replication; the function that it returns releases it. A stream cannot be pushed to where
 * it is pulled from, pushed twice to one place, or pulled from two.
 *
 * @throws StreamError `BAD_REQUEST`
 */
export function claim(store: StreamStoreApi, path: string, wanted: Claim): () => void {
  const byPath = claimsByStore.get(store) ?? new Map<string, Claim[]>();
  claimsByStore.set(store, byPath);
  const claims = byPath.get(path) ?? [];
  const other = claims.find(
    ({ remoteUrl, direction }) =>
      remoteUrl === wanted.remoteUrl || (direction === "pull" && wanted.direction === "pull"),
  );
  if (other) {
    throw new StreamError(
      "BAD_REQUEST",
      `stream ${JSON.stringify(path)} is already replicated: ${other.direction}, ${other.remoteUrl}`,
    );
  }
  byPath.set(path, [...claims, wanted]);
  return () => {
    const left = byPath.get(path)!.filter((each) => each !== wanted);
    if (left.length > 0) byPath.set(path, left);
    else byPath.delete(path);
  };
}
