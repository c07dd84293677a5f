import { setTimeout as delay } from "node:timers/promises";
import { StreamsClient } from "../ipc/client/client.ts";
import { ClientOperations } from "../ipc/client/operations.ts";
import { subscribePacked } from "../ipc/client/pages.ts";
import { StreamError } from "../protocol/errors.ts";
import { unpackPages, type PackedPage } from "../protocol/packed-page.ts";
import type { ReadPage, StreamChange, SubscribeOptions } from "../protocol/stream.ts";
import type {
  Logger,
  ReplicasApi,
  StoreStats,
  StreamStoreApi,
  SubscriptionsApi,
  VerifyOptions,
  VerifyProgress,
} from "../store/index.ts";
import type { Held } from "../waiting/held.ts";
import { HostedCursor } from "./hosted-cursor.ts";
import { hostedMethods } from "./hosted-methods.ts";
import type { HostedStoreOptions } from "./messages.ts";
import { replicaMethods, subscriptionMethods } from "./owner-operations.ts";
import type { PortHost } from "./port-host.ts";
import { StoreProcess, type HostPlatform } from "./store-process.ts";

/** The store answers its first port immediately; a busy machine may need longer. In milliseconds. */
const connectTimeoutMs = 30_000;

/** How long closing waits for a process that is restarting, which may never succeed. In milliseconds. */
const closePatienceMs = 5000;

/**
 * Starts a process for a store and opens it there.
 *
 * @throws StreamError as `openStreamStore` does
 */
export async function openHostedStore<P>(
  platform: HostPlatform<P>,
  options: HostedStoreOptions,
  logger: Logger,
): Promise<HostedStreamStore<P>> {
  const process = new StoreProcess(platform, options, logger);
  await process.start();
  const client = new StreamsClient(async () => {
    const { local, remote } = platform.createChannel();
    process.serve(remote, "owner");
    return local;
  });
  const store = new HostedStreamStore(process, client);
  await client.connected(connectTimeoutMs).catch((error: unknown) => {
    process.fail(error as StreamError);
    throw error;
  });
  return store;
}

/**
 * A store in its own process, with the methods of `StreamStore`. When the process dies it is restarted:
 * subscriptions resume where they were, reads are repeated, and a write whose response was lost rejects with
 * `DISCONNECTED`, because it may or may not have happened.
 */
export class HostedStreamStore<P = unknown> extends ClientOperations implements StreamStoreApi {
  readonly #process: StoreProcess<P>;
  readonly #client: StreamsClient;
  readonly subscriptions: SubscriptionsApi;
  readonly replicas: ReplicasApi;
  #closing: Promise<void> | undefined;

  /** @internal Use `hostStreamStore`. */
  constructor(process: StoreProcess<P>, client: StreamsClient) {
    super((operation, args) => client.callOperation(operation, args));
    this.#process = process;
    this.#client = client;
    this.subscriptions = hostedMethods<SubscriptionsApi>(client, "subscriptions", subscriptionMethods);
    this.replicas = hostedMethods<ReplicasApi>(client, "replicas", replicaMethods);
  }

  /** Serves the ports of windows, directly from the store's process. */
  get ports(): PortHost<P> {
    return this.#process;
  }

  subscribe(path: string, options?: SubscribeOptions): AsyncGenerator<ReadPage, void, undefined> {
    return unpackPages(this.subscribePacked(path, options));
  }

  subscribePacked(path: string, options?: SubscribeOptions): AsyncGenerator<PackedPage, void, undefined> {
    // As in the store itself, each page is read on request.
    return subscribePacked(this.#client, path, options, { ahead: 1 });
  }

  /**
   * What happens to streams from now on. Fails with `DISCONNECTED` when the store's process dies, because changes may have
   * been missed: listen again, then list the streams.
   */
  changes(options: { readonly signal?: AbortSignal } = {}): AsyncIterableIterator<StreamChange> {
    return new HostedCursor(this.#client, "changes", options.signal);
  }

  verify(options: VerifyOptions = {}): AsyncIterableIterator<VerifyProgress> {
    return new HostedCursor(this.#client, "verify", options.signal);
  }

  async compact(): Promise<void> {
    await this.#client.call("compact", [], true);
  }

  /** Copies the store as it is now into `file`, while appends continue. Takes no `onProgress`: it cannot cross processes. */
  async backup(file: string): Promise<void> {
    await this.#client.call("backup", [file], false);
  }

  async stats(): Promise<StoreStats> {
    return (await this.#client.call("stats", [], true)) as StoreStats;
  }

  /** @internal */
  get held(): Held {
    return { ...this.#process.held, ...this.#client.held };
  }

  /** Commits submitted writes, closes the files and ends the process. A second call does nothing. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    // Runs after all earlier calls. If the process dies meanwhile, nothing is left to close.
    const closed = this.#client.call("close", [], false).catch(() => undefined);
    const error = new StreamError("STORE_CLOSED", "the store is closed");
    const ended = new AbortController();
    const patience = delay(closePatienceMs, undefined, { signal: ended.signal }).catch(() => undefined);
    await (this.#client.state === "open" ? closed : Promise.race([closed, patience]));
    ended.abort();
    this.#client.close(error);
    this.#process.fail(error);
  }
}
