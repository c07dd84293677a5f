import { createContext, createElement, useContext, type ReactElement, type ReactNode } from "react";
import { StreamError } from "../../src/protocol/errors.ts";
import type { Streams } from "../client/streams.ts";

const StreamsContext = createContext<Streams | undefined>(undefined);

export interface StreamsProviderProps {
  /** The return value of `connectStreams`. */
  readonly streams: Streams;
  readonly children?: ReactNode;
}

/** Gives the components within it their connection. Closing it is up to its creator. */
export function StreamsProvider({ streams, children }: StreamsProviderProps): ReactElement {
  return createElement(StreamsContext.Provider, { value: streams }, children);
}

/**
 * The connection of the nearest `StreamsProvider`: for appends and all other calls.
 *
 * @throws StreamError `BAD_REQUEST` without a provider
 */
export function useStreams(): Streams {
  const streams = useContext(StreamsContext);
  if (streams) return streams;
  throw new StreamError(
    "BAD_REQUEST",
    "no StreamsProvider is above this component: render <StreamsProvider streams={await connectStreams()}> around it",
  );
}
