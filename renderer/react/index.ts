/** Hooks over the connection of a window, for React 18 and newer. */
export { StreamsProvider, useStreams, type StreamsProviderProps } from "./streams-provider.ts";
export type { StreamReference, StreamTarget } from "../../src/protocol/definitions/reference.ts";
export { useMessages, type MessagesOptions, type MessagesState } from "./use-messages.ts";
export { useStreamInfo, type StreamInfoState } from "./use-stream-info.ts";
export { useStreamList, type StreamListState } from "./use-stream-list.ts";
export type { FollowState, FollowStatus } from "./shared/follow-state.ts";
