import type { StreamOperations } from "../../src/protocol/operations.ts";
import type { ReadOptions, ReadPage, SubscribeOptions } from "../../src/protocol/stream.ts";
import type { StoreOptions, StreamStoreApi } from "../../src/store/index.ts";

/** What most of the contract is about: a store, or a client of one. */
export type Streams = StreamOperations & {
  read(path: string, options?: ReadOptions): Promise<ReadPage>;
};

export type LiveStreams = Streams & {
  subscribe(path: string, options?: SubscribeOptions): AsyncIterable<ReadPage>;
};

/** Opens a fresh, empty one for the running test, and takes it away when the test has finished. */
export interface StreamsHost<S extends Streams = Streams> {
  open(options?: StoreOptions): Promise<S>;
}

export interface StoreHost extends StreamsHost<StreamStoreApi> {
  /** Closes the store and opens its directory again; missing where a closed store leaves nothing. */
  readonly reopen?: (store: StreamStoreApi, options?: StoreOptions) => Promise<StreamStoreApi>;
}
