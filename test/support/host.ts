import type { StreamOperations } from "../../src/protocol/operations.ts";
import type { CreateOptions } from "../../src/protocol/stream.ts";
import type { StoreOptions, StreamStoreApi } from "../../src/store/index.ts";
import { testClock, type TestClock } from "./clock.ts";

/** What most of the contract tests: a store, or a client of one. */
export type Streams = StreamOperations & Pick<StreamStoreApi, "read">;

export type LiveStreams = Streams & Pick<StreamStoreApi, "subscribe">;

/** Opens an empty store, or a client of one, and closes it when the running test has finished. */
export interface StreamsHost<S extends Streams = Streams> {
  open(options?: StoreOptions): Promise<S>;
}

export interface StoreHost extends StreamsHost<StreamStoreApi> {
  /** Closes the store and opens its directory again; missing where a closed store leaves nothing. */
  readonly reopen?: (store: StreamStoreApi, options?: StoreOptions) => Promise<StreamStoreApi>;
}

/** Opens a store that holds the stream "a". */
export async function openWithStream<S extends Streams>(
  host: StreamsHost<S>,
  create: CreateOptions = {},
  options: StoreOptions = {},
): Promise<S> {
  const streams = await host.open(options);
  await streams.create("a", create);
  return streams;
}

/** Opens a store whose clock is moved by the test. */
export async function openWithClock<S extends Streams>(
  host: StreamsHost<S>,
  options: StoreOptions = {},
): Promise<{ readonly streams: S; readonly clock: TestClock }> {
  const clock = testClock();
  return { streams: await host.open({ ...options, now: clock.now }), clock };
}
