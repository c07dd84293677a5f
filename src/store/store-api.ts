import type { StreamOperations } from "../protocol/operations.ts";
import type { PackedPage } from "../protocol/packed-page.ts";
import type { ReadOptions, ReadPage, StreamChange, SubscribeOptions } from "../protocol/stream.ts";
import type { StoreStats } from "./operations/stats.ts";
import type { VerifyProgress } from "./verify/findings.ts";
import type { VerifyOptions } from "./verify/verify.ts";
import type { StreamReplicas } from "./replicas/stream-replicas.ts";
import type { StreamSubscriptions } from "./subscriptions/stream-subscriptions.ts";

/** What `StreamStore` and a hosted store have in common: take this where it makes no difference which it is. */
export interface StreamStoreApi extends StreamOperations {
  readonly subscriptions: SubscriptionsApi;
  /** How far the copies of streams elsewhere are; replication keeps it. */
  readonly replicas: ReplicasApi;
  read(path: string, options?: ReadOptions): Promise<ReadPage>;
  subscribe(path: string, options?: SubscribeOptions): AsyncGenerator<ReadPage, void, undefined>;
  subscribePacked(path: string, options?: SubscribeOptions): AsyncGenerator<PackedPage, void, undefined>;
  changes(options?: { readonly signal?: AbortSignal }): AsyncIterableIterator<StreamChange>;
  verify(options?: VerifyOptions): AsyncIterableIterator<VerifyProgress>;
  compact(): Promise<void>;
  backup(file: string): Promise<void>;
  stats(): StoreStats | Promise<StoreStats>;
  close(): Promise<void>;
}

/** The methods of `StreamSubscriptions`. */
export type SubscriptionsApi = Pick<StreamSubscriptions, keyof StreamSubscriptions>;

/** The methods of `StreamReplicas`. */
export type ReplicasApi = Pick<StreamReplicas, keyof StreamReplicas>;
