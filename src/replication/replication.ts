import { Subject, type Observable } from "rxjs";
import type {
  ReplicationAction,
  ReplicationOperations,
  ReplicationStatus,
  StreamReplication,
} from "../protocol/replication.ts";
import { StreamError, type StreamChange, type StreamStoreApi } from "../store/index.ts";
import { createCheckedFetch } from "./remote/checked-fetch.ts";
import { claim } from "./claims.ts";
import { Link } from "./remote/link.ts";
import { LivePulls } from "./pull/live-pulls.ts";
import { plainUrl, remoteUrlOf, type ResolvedOptions } from "./options.ts";
import { Pull } from "./pull/pull.ts";
import { Push } from "./push/push.ts";
import { RemoteStream } from "./remote/remote-stream.ts";
import { observeStatus, statusOf, type ReplicatedStream } from "./status.ts";
import { StreamRunner } from "./runner/stream-runner.ts";
import type { StreamWork } from "./runner/stream-work.ts";

const notFollowed = "electron-durable-streams: the local streams are not followed any more:";

/** Longer than any server lets a long-poll wait. */
const longPollTimeoutMs = 120_000;

interface Running extends ReplicatedStream {
  readonly release: () => void;
  readonly ended: Promise<void>;
}

/** Streams that go to a server, or come from it. Use `replicate`. */
export class Replication implements ReplicationOperations {
  /** How everything stands: now, and whenever it has changed, a few times a second at the most. */
  readonly status$: Observable<ReplicationStatus>;
  readonly #store: StreamStoreApi;
  readonly #options: ResolvedOptions;
  readonly #link: Link;
  readonly #fetch: typeof fetch;
  readonly #live: LivePulls;
  readonly #streams = new Map<string, Running>();
  readonly #changed$ = new Subject<void>();
  readonly #told = new Map<string, StreamReplication>();
  readonly #stop = new AbortController();
  /** By path: those that are removed, and have a request on its way. */
  readonly #ending = new Map<string, Promise<void>>();
  #isPaused = false;
  #following: Promise<void> | undefined;

  constructor(store: StreamStoreApi, options: ResolvedOptions) {
    this.#store = store;
    this.#options = options;
    this.#link = new Link(options);
    this.#live = new LivePulls(options.liveStreams);
    this.#fetch = createCheckedFetch({ ...options, link: this.#link, longPollTimeoutMs });
    this.status$ = observeStatus(this.#changed$, this.#link.state$, () => this.status());
    if (options.direction === "pull") this.#addAll(options.streams as readonly string[]);
    else
      this.#following = this.#followLocal().catch((error: unknown) =>
        this.#options.logger.warn(notFollowed, error),
      );
  }

  async status(): Promise<ReplicationStatus> {
    const streams: StreamReplication[] = [];
    for (const stream of this.#streams.values()) {
      const told = this.#told.get(stream.path) ?? (await statusOf(this.#store, stream));
      this.#told.set(stream.path, told);
      // The link's state is everybody's.
      streams.push(told.state === stream.runner.state ? told : { ...told, state: stream.runner.state });
    }
    const { root, direction } = this.#options;
    return { url: plainUrl(root), direction, server: this.#link.state$.value, streams };
  }

  /**
   * Nothing is sent and nothing fetched until `resume`, for one stream or for all; not kept over a restart.
   *
   * @throws StreamError `NOT_FOUND` if the stream is not replicated
   */
  pause(path?: string): void {
    if (path === undefined) this.#isPaused = true;
    for (const { runner } of this.#chosen(path)) runner.pause();
  }

  /** @throws StreamError `NOT_FOUND` if the stream is not replicated */
  resume(path?: string): void {
    if (path === undefined) this.#isPaused = false;
    for (const { runner } of this.#chosen(path)) runner.resume();
  }

  /**
   * Does not wait for the next attempt; also after an error that does not pass by itself.
   *
   * @throws StreamError `NOT_FOUND` if the stream is not replicated
   */
  retryNow(path?: string): void {
    this.#link.retryNow();
    for (const { runner } of this.#chosen(path)) runner.retryNow();
  }

  replicates(path: string): boolean {
    return this.#streams.has(path);
  }

  async controlReplication(path: string, action: ReplicationAction): Promise<void> {
    if (!["pause", "resume", "retryNow"].includes(action))
      throw new StreamError("BAD_REQUEST", "the action must be pause, resume or retryNow");
    this[action](path === "" ? undefined : path);
  }

  /** Ends it; resolves when nothing of it is under way any more. The next `replicate` goes on where this one was. */
  async close(): Promise<void> {
    this.#stop.abort();
    for (const path of [...this.#streams.keys()]) void this.#remove(path);
    const ended = [...this.#ending.values()];
    this.#link.close();
    await Promise.all([...ended, this.#following]);
    this.#changed$.complete();
  }

  #chosen(path: string | undefined): readonly Running[] {
    if (path === undefined) return [...this.#streams.values()];
    const stream = this.#streams.get(path);
    if (!stream) throw new StreamError("NOT_FOUND", `stream ${JSON.stringify(path)} is not replicated`);
    return [stream];
  }

  /** What there is, and then what happens: listened to first, so that nothing is missed between the two. */
  async #followLocal(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const changes = this.#store.changes({ signal: this.#stop.signal });
      try {
        await this.#addExisting();
        for await (const change of changes) this.#apply(change);
        return;
      } catch (error) {
        await changes.return?.();
        if (!(error instanceof StreamError)) throw error;
        if (error.code === "STORE_CLOSED") return;
        if (error.code !== "TOO_MANY" && error.code !== "DISCONNECTED") throw error;
        // Fell behind, or the process of a hosted store is started again: looking at all of them makes up for it.
        for (const { runner } of this.#streams.values()) runner.reset();
      }
    }
  }

  async #addExisting(): Promise<void> {
    const { streams } = this.#options;
    if (isList(streams)) {
      for (const path of streams) if (await exists(this.#store, path)) this.#add(path);
      return;
    }
    for (let after: string | undefined; ;) {
      const page = await this.#store.list({ prefix: streams.prefix, limit: 1000, ...(after && { after }) });
      for (const { path } of page.streams) if (!this.#streams.has(path)) this.#tryAdd(path);
      if (page.next === undefined) return;
      after = page.next;
    }
  }

  #apply({ type, path }: StreamChange): void {
    const { streams } = this.#options;
    if (isList(streams) ? !streams.includes(path) : !path.startsWith(streams.prefix)) return;
    const running = this.#streams.get(path);
    if (type === "deleted" || type === "expired") void this.#remove(path);
    else if (!running) this.#tryAdd(path);
    else if (type === "appended") {
      running.runner.wake();
      this.#tell(path);
    } else running.runner.reset();
  }

  #addAll(paths: readonly string[]): void {
    try {
      for (const path of paths) this.#add(path);
    } catch (error) {
      void this.close();
      throw error;
    }
  }

  #tryAdd(path: string): void {
    const ending = this.#ending.get(path);
    if (ending) return void ending.then(() => this.#addIfThere(path));
    try {
      this.#add(path);
    } catch (error) {
      this.#warn(error);
    }
  }

  /** Deleted and created again before the end of what was on its way. */
  async #addIfThere(path: string): Promise<void> {
    try {
      if (await exists(this.#store, path)) this.#tryAdd(path);
    } catch (error) {
      this.#warn(error);
    }
  }

  #warn(error: unknown): void {
    this.#options.logger.warn(`electron-durable-streams: ${(error as Error).message}`);
  }

  #add(path: string): void {
    if (this.#stop.signal.aborted || this.#streams.has(path)) return;
    const { direction, backoff } = this.#options;
    const url = remoteUrlOf(this.#options, path);
    const remoteUrl = plainUrl(url);
    const release = claim(this.#store, path, { remoteUrl, direction });
    const runner = new StreamRunner(this.#workOf(path, new RemoteStream(url, this.#fetch), remoteUrl), {
      link: this.#link,
      backoff,
      isPaused: this.#isPaused,
      changed: () => this.#tell(path),
    });
    const ended = runner.run();
    this.#streams.set(path, { path, direction, remoteUrl, name: remoteUrl, runner, release, ended });
    this.#tell(path);
  }

  #workOf(path: string, remote: RemoteStream, name: string): StreamWork {
    const store = this.#store;
    const { direction, soleWriter, batchBytes, batchMessages, pollIntervalMs } = this.#options;
    return direction === "push"
      ? new Push({ store, path, remote, name, soleWriter, batchBytes, batchMessages })
      : new Pull({ store, path, remote, live: this.#live, pollIntervalMs });
  }

  async #remove(path: string): Promise<void> {
    const stream = this.#streams.get(path);
    if (!stream) return;
    this.#streams.delete(path);
    this.#tell(path);
    stream.runner.end();
    const ended = stream.ended.finally(() => {
      stream.release();
      this.#ending.delete(path);
    });
    this.#ending.set(path, ended);
    await ended;
  }

  #tell(path: string): void {
    this.#told.delete(path);
    this.#changed$.next();
  }
}

function isList(streams: ResolvedOptions["streams"]): streams is readonly string[] {
  return Array.isArray(streams);
}

async function exists(store: StreamStoreApi, path: string): Promise<boolean> {
  try {
    await store.head(path);
    return true;
  } catch (error) {
    if (error instanceof StreamError && error.code === "NOT_FOUND") return false;
    throw error;
  }
}
