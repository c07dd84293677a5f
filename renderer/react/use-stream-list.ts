import type { ListOptions, StreamInfo } from "../../src/protocol/stream.ts";
import { nothingYet, type FollowState } from "./shared/follow-state.ts";
import { useSharedState } from "./shared/use-shared-state.ts";

export interface StreamListState extends FollowState {
  /** In the order of their paths, by code point; empty until they have arrived. */
  readonly streams: readonly StreamInfo[];
  /** Pass it as `after` to get the next page; undefined on the last page. */
  readonly next: string | undefined;
}

const initial: StreamListState = { ...nothingYet, streams: [], next: undefined };

/**
 * A page of the list of streams: now, and whenever it changes. Shared as `useMessages` is. An `error` may be `BAD_REQUEST`,
 * or `DISCONNECTED` after `close`.
 *
 * @throws StreamError `BAD_REQUEST` without a `StreamsProvider`
 */
export function useStreamList(options: ListOptions = {}): StreamListState {
  const { prefix, after, limit } = options;
  const key = `list ${JSON.stringify({ prefix, after, limit })}`;
  return useSharedState<StreamListState>(key, initial, (connection) => ({
    initial,
    follow: ({ publish, fail }) =>
      connection.list$(options).subscribe({
        next: ({ streams, next }) => publish({ streams, next, status: "live" }),
        error: fail,
      }),
  }));
}
