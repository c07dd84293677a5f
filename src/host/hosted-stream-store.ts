import { StreamsClient } from "../ipc/client/client.ts";
import { ClientOperations } from "../ipc/client/operations.ts";
import { subscribePacked } from "../ipc/client/pages.ts";
import type { StreamTarget } from "../protocol/definitions/reference.ts";
import { StreamError } from "../protocol/errors.ts";
import type { Port } from "../protocol/ipc/messages.ts";
import { unpackPages, type PackedPage } from "../protocol/packed-page.ts";
import type { ReadPage, StreamChange, SubscribeOptions } from "../protocol/stream.ts";
import { readPagesOf, type ReportInvalid } from "../schema/read-page.ts";
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
import type { HostedStoreOptions, SentOptions } from "./messages.ts";
import { replicaMethods, subscriptionMethods } from "./owner-operations.ts";
import type { PortHost } from "./port-host.ts";
import { StoreProcess, type HostPlatform } from "./process/store-process.ts";
import { takeTimeouts, type HostTimeouts } from "./process/timeouts.ts";

/** The store answers its first port immediately; a busy machine may need longer. In milliseconds. */
const connectTimeoutMs = 30_000;

/**
 * Starts a process for a store and opens it there.
 *
 * @throws StreamError as `openStreamStore` does; `STORE_FAILED` if the process does not start,
 *   open the store or answer in time
 */
export async function openHostedStore<P>(
  platform: HostPlatform<P>,
  given: HostedStoreOptions & HostTimeouts,
  logger: Logger,
): Promise<HostedStreamStore<P>> {
  const { timeouts, options } = takeTimeouts(given);
  const process = new StoreProcess(platform, sentOptions(options), timeouts, logger);
  await process.start();
  const client = new StreamsClient(async () => ownerPort(platform, process));
  const store = new HostedStreamStore(process, client, timeouts.closeTimeoutMs);
  await client.connected(connectTimeoutMs).catch((cause: StreamError) => {
    const error = cause.code === "DISCONNECTED" ? noAnswer() : cause;
    process.fail(error);
    client.close(error);
    throw error;
  });
  return store;
}

function noAnswer(): StreamError {
  return new StreamError(
    "STORE_FAILED",
    `the store's process opened the store, but did not answer within ${connectTimeoutMs} ms and was killed`,
  );
}

/** @throws StreamError `BAD_REQUEST` */
function sentOptions({ streams, ...options }: HostedStoreOptions): SentOptions {
  if (streams === undefined) return options;
  if (typeof streams?.href === "string") return { ...options, streams: streams.href };
  throw new StreamError(
    "BAD_REQUEST",
    'hostStreamStore: streams must be the URL of a module that exports the definitions, such as new URL("./streams.js", import.meta.url)',
  );
}

/**
 * A port of the main process. It also closes when the process was killed and has not ended yet.
 *
 * @throws StreamError why the process is not started again: a refused port closes before it can tell
 */
function ownerPort<P>(platform: HostPlatform<P>, process: StoreProcess<P>): Port {
  if (process.failure) throw process.failure;
  const { local, remote } = platform.createChannel();
  const served = process.serve(remote, "owner");
  return {
    ...local,
    onClose(listener) {
      local.onClose(listener);
      served.onClose(listener);
    },
  };
}

/**
 * A store in its own process, with the methods of `StreamStore`. When the process dies, or no longer
 * responds, it is restarted: subscriptions resume where they were, reads are repeated, and a write whose response was lost rejects with
 * `DISCONNECTED`, because it may or may not have happened.
 */
export class HostedStreamStore<P = unknown> extends ClientOperations implements StreamStoreApi {
  readonly #process: StoreProcess<P>;
  readonly #client: StreamsClient;
  readonly subscriptions: SubscriptionsApi;
  readonly replicas: ReplicasApi;
  readonly #closeTimeoutMs: number;
  readonly #report: ReportInvalid;
  #closing: Promise<void> | undefined;

  /** @internal Use `hostStreamStore`. */
  constructor(process: StoreProcess<P>, client: StreamsClient, closeTimeoutMs: number) {
    const report = (count: number) => client.reportInvalid(count);
    super((operation, args) => client.callOperation(operation, args), report);
    this.#report = report;
    this.#process = process;
    this.#client = client;
    this.#closeTimeoutMs = closeTimeoutMs;
    this.subscriptions = hostedMethods<SubscriptionsApi>(client, "subscriptions", subscriptionMethods);
    this.replicas = hostedMethods<ReplicasApi>(client, "replicas", replicaMethods);
  }

  /** Serves the ports of windows, directly from the store's process. */
  get ports(): PortHost<P> {
    return this.#process;
  }

  subscribe<Data = unknown>(
    path: StreamTarget<unknown, Data>,
    options?: SubscribeOptions,
  ): AsyncGenerator<ReadPage<Data>, void, undefined> {
    return readPagesOf(path, unpackPages(this.subscribePacked(path, options)), this.#report);
  }

  subscribePacked(
    path: StreamTarget,
    options?: SubscribeOptions,
  ): AsyncGenerator<PackedPage, void, undefined> {
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
    const isOpen = this.#client.state === "open";
    this.#process.closing();
    // A process that is restarting may never succeed. One that is open is killed when it no longer responds.
    await (isOpen ? closed : settledWithin(closed, this.#closeTimeoutMs));
    const error = new StreamError("STORE_CLOSED", "the store is closed");
    this.#client.close(error);
    this.#process.fail(error);
  }
}

function settledWithin(promise: Promise<unknown>, ms: number): Promise<unknown> {
  if (ms === Infinity) return promise;
  let timer: ReturnType<typeof setTimeout>;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, ms)));
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
