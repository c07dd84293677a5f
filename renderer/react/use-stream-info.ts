import { pathOf, type StreamTarget } from "../../src/protocol/definitions/reference.ts";
import type { StreamInfo } from "../../src/protocol/stream.ts";
import { nothingYet, type FollowState } from "./shared/follow-state.ts";
import { useSharedState } from "./shared/use-shared-state.ts";

export interface StreamInfoState extends FollowState {
  /** Undefined until it has arrived. */
  readonly info: StreamInfo | undefined;
}

const initial: StreamInfoState = { ...nothingYet, info: undefined };

/**
 * A stream's info: now, and whenever it changes. Shared as `useMessages` is. An `error` may be `NOT_FOUND`, also when the
 * stream is deleted or expires, `FORBIDDEN`, or `DISCONNECTED` after `close`.
 *
 * @throws StreamError `BAD_REQUEST` without a `StreamsProvider`, or for a definition that lacks its parameters
 */
export function useStreamInfo(stream: StreamTarget): StreamInfoState {
  const path = pathOf(stream);
  return useSharedState<StreamInfoState>(`info ${path}`, initial, (streams) => ({
    initial,
    follow: ({ publish, fail }) =>
      streams.info$(path).subscribe({ next: (info) => publish({ info, status: "live" }), error: fail }),
  }));
}
