import { asyncScheduler, concatMap, defer, merge, shareReplay, throttleTime, type Observable } from "rxjs";
import type { ReplicationStatus, StreamReplication } from "../protocol/replication.ts";
import { startOffset, StreamError, type StreamStoreApi } from "../store/index.ts";
import type { StreamRunner } from "./runner/stream-runner.ts";

/** Shortest time between two statuses, in milliseconds: faster changes are reported together. */
const statusEveryMs = 250;

export interface ReplicatedStream {
  readonly path: string;
  readonly remoteUrl: string;
  readonly direction: ReplicationStatus["direction"];
  readonly runner: StreamRunner;
}

/** Emits the status now and after each change. Computes nothing without a subscriber. */
export function observeStatus(
  changed$: Observable<unknown>,
  server$: Observable<unknown>,
  read: () => Promise<ReplicationStatus>,
): Observable<ReplicationStatus> {
  return defer(() =>
    merge(server$, changed$).pipe(
      throttleTime(statusEveryMs, asyncScheduler, { leading: true, trailing: true }),
      concatMap(read),
    ),
  ).pipe(shareReplay({ bufferSize: 1, refCount: true }));
}

export async function statusOf(store: StreamStoreApi, stream: ReplicatedStream): Promise<StreamReplication> {
  const { path, direction, remoteUrl, runner } = stream;
  const { state, error, nextAttemptAt, lastSuccessAt } = runner;
  return {
    path,
    direction,
    remoteUrl,
    state,
    lag: direction === "push" ? await lagOf(store, stream) : {},
    messages: runner.work.messages,
    ...(lastSuccessAt !== undefined && { lastSuccessAt }),
    ...(error && { error }),
    ...(nextAttemptAt !== undefined && { nextAttemptAt }),
  };
}

/** What the server has not acknowledged yet; nothing for a stream that is being deleted. */
async function lagOf(
  store: StreamStoreApi,
  { path, remoteUrl, runner }: ReplicatedStream,
): Promise<StreamReplication["lag"]> {
  try {
    const offset = runner.work.acked ?? (await store.replicas.get(path, remoteUrl))?.offset ?? startOffset;
    const { messages, bytes, since } = await store.replicas.lag(path, offset);
    return { messages, bytes, ...(since && { since: since.getTime() }) };
  } catch (error) {
    if (error instanceof StreamError) return {};
    throw error;
  }
}
