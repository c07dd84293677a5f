import { useCallback, useSyncExternalStore } from "react";
import type { Streams } from "../../client/streams.ts";
import { useStreams } from "../streams-provider.ts";
import type { FollowState } from "./follow-state.ts";
import { SharedState, type Source } from "./shared-state.ts";

/** What components follow over each connection, by question. Entries exist while a component listens. */
const states = new WeakMap<Streams, Map<string, SharedState<never>>>();

/**
 * The state of what several components may follow. `key` says what that is: components with the same one share the state.
 * Rendering starts nothing, so a render that React throws away leaves nothing behind.
 */
export function useSharedState<State extends FollowState>(
  key: string,
  initial: State,
  sourceOf: (streams: Streams) => Source<State>,
): State {
  const streams = useStreams();
  const listen = useCallback(
    (listener: () => void) => open(streams, key, sourceOf).listen(listener),
    // The key stands for the source.
    [streams, key],
  );
  const state = (): State => find<State>(streams, key)?.state ?? initial;
  return useSyncExternalStore(listen, state, () => initial);
}

function find<State extends FollowState>(streams: Streams, key: string): SharedState<State> | undefined {
  return states.get(streams)?.get(key);
}

function open<State extends FollowState>(
  streams: Streams,
  key: string,
  sourceOf: (streams: Streams) => Source<State>,
): SharedState<State> {
  const found = find<State>(streams, key);
  if (found) return found;
  const ofConnection = states.get(streams) ?? new Map<string, SharedState<never>>();
  states.set(streams, ofConnection);
  const state = new SharedState(sourceOf(streams), () => ofConnection.delete(key));
  ofConnection.set(key, state as unknown as SharedState<never>);
  return state;
}
