import { detailsOf, pathOf, type StreamTarget } from "../../src/protocol/definitions/reference.ts";
import type { FollowOptions, StreamMessage } from "../../src/protocol/stream.ts";
import type { Streams } from "../client/streams.ts";
import { nothingYet, type FollowState } from "./shared/follow-state.ts";
import { KeptMessages } from "./shared/kept-messages.ts";
import type { Source } from "./shared/shared-state.ts";
import { useSharedState } from "./shared/use-shared-state.ts";

export interface MessagesOptions extends FollowOptions {
  /** Keeps only so many messages, the newest ones; all by default. For streams that grow while a view stays open. */
  readonly maxMessages?: number;
}

export interface MessagesState<Data = unknown> extends FollowState {
  /** In order. A new array when messages have arrived. */
  readonly messages: readonly (StreamMessage & { readonly data: Data })[];
}

const initial: MessagesState<never> = { ...nothingYet, messages: [] };

/**
 * The messages of a stream from `offset`, the `last` ones, or those `since` a time (all by default), and then each new one.
 * All components with the same stream and options share one cursor; the last one that unmounts frees it. Messages that
 * arrive together cause one render, however many they are.
 *
 * ```tsx
 * const { messages, status, error } = useMessages(notes(), { last: 50 });
 * ```
 *
 * The options may be a new object in each render, but a `since` that is later each time starts anew each time: keep it in a
 * state. An `error` may be `BAD_REQUEST`, `NOT_FOUND`, `GONE`, `FORBIDDEN`, or `DISCONNECTED` after `close`.
 *
 * @throws StreamError `BAD_REQUEST` without a `StreamsProvider`, or for a definition that lacks its parameters
 */
export function useMessages<Data = unknown>(
  stream: StreamTarget<unknown, Data>,
  options: MessagesOptions = {},
): MessagesState<Data> {
  const { offset, last, since, limitBytes, limitMessages, maxMessages } = options;
  const question = {
    stream: keyOf(stream),
    offset,
    last,
    since: since?.getTime(),
    limitBytes,
    limitMessages,
    maxMessages,
  };
  return useSharedState<MessagesState<Data>>(`messages ${JSON.stringify(question)}`, initial, (streams) =>
    messagesOf(streams, stream, options),
  );
}

const definitions = new WeakMap<object, number>();
let lastDefinition = 0;

/** Streams of one path are read alike only if their definitions are the same. */
function keyOf(stream: StreamTarget): readonly [path: string, definition?: number] {
  const path = pathOf(stream);
  const details = detailsOf(stream);
  if (details === undefined) return [path];
  const definition = definitions.get(details) ?? ++lastDefinition;
  definitions.set(details, definition);
  return [path, definition];
}

function messagesOf<Data>(
  streams: Streams,
  stream: StreamTarget<unknown, Data>,
  { maxMessages, ...options }: MessagesOptions,
): Source<MessagesState<Data>> {
  const kept = new KeptMessages(maxMessages);
  let position = options;
  return {
    initial,
    follow: ({ publish, fail }) =>
      streams.pages$(stream, position).subscribe({
        next({ messages, nextOffset, upToDate }) {
          const { last: _, since: __, offset: ___, ...limits } = options;
          position = { ...limits, offset: nextOffset };
          const changed = kept.add(messages, upToDate);
          if (!changed && !upToDate) return;
          publish({
            ...(changed && { messages: changed as MessagesState<Data>["messages"] }),
            ...(upToDate && { status: "live" }),
          });
        },
        complete: () =>
          publish({ messages: kept.all() as MessagesState<Data>["messages"], status: "closed" }),
        error(error) {
          publish({ messages: kept.all() as MessagesState<Data>["messages"] });
          fail(error);
        },
      }),
  };
}
