import { Subject, type Observable } from "rxjs";
import { pathOf, type StreamTarget } from "../protocol/definitions/reference.ts";
import type {
  ReplicationAction,
  ReplicationOperations,
  ReplicationStatus,
  StreamReplication,
} from "../protocol/replication.ts";
import { StreamError, type StreamStoreApi } from "../store/index.ts";
import { LocalStreams } from "./local-streams.ts";
import type { ResolvedOptions } from "./options.ts";
import { Link } from "./remote/link.ts";
import { plainUrl } from "./remote/stream-url.ts";
import { ReplicatedStreams } from "./replicated-streams.ts";
import type { StreamRunner } from "./runner/stream-runner.ts";
import { observeStatus, statusOf } from "./status.ts";
import { systemTiming, type Timing } from "./timing.ts";

const notFollowed = "electron-durable-streams: replication no longer follows the local streams:";

/** Streams that are pushed to a server or pulled from it. Use `replicate`. */
export class Replication implements ReplicationOperations {
  /** The status now and after each change, at most a few times a second. */
  readonly status$: Observable<ReplicationStatus>;
  readonly #store: StreamStoreApi;
  readonly #options: ResolvedOptions;
  readonly #link: Link;
  readonly #streams: ReplicatedStreams;
  readonly #changed$ = new Subject<void>();
  /** By path, until the stream changes; as promises, so that a change also drops a status that is being read. */
  readonly #known = new Map<string, Promise<StreamReplication>>();
  readonly #stop = new AbortController();
  #following: Promise<void> | undefined;

  /** @internal */
  constructor(store: StreamStoreApi, options: ResolvedOptions, timing: Timing = systemTiming) {
    this.#store = store;
    this.#options = options;
    this.#link = new Link(options, timing);
    const changed = (path: string) => this.#markChanged(path);
    this.#streams = new ReplicatedStreams(store, options, { link: this.#link, timing, changed });
    this.status$ = observeStatus(this.#changed$, this.#link.state$, () => this.status());
    if (options.direction === "pull") this.#addAll(options.streams as readonly string[]);
    else
      this.#following = new LocalStreams(store, options, this.#streams, changed)
        .follow(this.#stop.signal)
        .catch((error: unknown) => options.logger.warn(notFollowed, error));
  }

  async status(): Promise<ReplicationStatus> {
    const streams: StreamReplication[] = [];
    for (const stream of this.#streams.all()) {
      const known = this.#known.get(stream.path) ?? statusOf(this.#store, stream);
      this.#known.set(stream.path, known);
      // The state also depends on the link, whose changes do not drop what is known.
      streams.push({ ...(await known), state: stream.runner.state });
    }
    const { root, direction } = this.#options;
    return { url: plainUrl(root), direction, server: this.#link.state$.value, streams };
  }

  /**
   * Sends and fetches nothing until `resume`, for one stream or for all. A restart resumes.
   *
   * @throws StreamError `NOT_FOUND` if the stream is not replicated
   */
  pause(path?: StreamTarget): void {
    if (path === undefined) this.#streams.pause();
    else this.#runnerOf(path).pause();
  }

  /** @throws StreamError `NOT_FOUND` if the stream is not replicated */
  resume(path?: StreamTarget): void {
    if (path === undefined) this.#streams.resume();
    else this.#runnerOf(path).resume();
  }

  /**
   * Makes the next attempt now, for one stream or for all, also after an error that stopped the stream.
   *
   * @throws StreamError `NOT_FOUND` if the stream is not replicated
   */
  retryNow(path?: StreamTarget): void {
    this.#link.retryNow();
    if (path === undefined) for (const { runner } of this.#streams.all()) runner.retryNow();
    else this.#runnerOf(path).retryNow();
  }

  replicates(path: StreamTarget): boolean {
    return this.#streams.get(pathOf(path)) !== undefined;
  }

  async controlReplication(path: StreamTarget, action: ReplicationAction): Promise<void> {
    if (!["pause", "resume", "retryNow"].includes(action))
      throw new StreamError("BAD_REQUEST", "the action must be pause, resume or retryNow");
    this[action](path === "" ? undefined : path);
  }

  /** Ends the replication; resolves when no request is on its way. The next `replicate` continues from there. */
  async close(): Promise<void> {
    this.#stop.abort();
    const ended = this.#streams.close();
    this.#link.close();
    await Promise.all([ended, this.#following]);
    this.#changed$.complete();
  }

  #addAll(paths: readonly string[]): void {
    try {
      for (const path of paths) this.#streams.add(path);
    } catch (error) {
      void this.close();
      throw error;
    }
  }

  #runnerOf(target: StreamTarget): StreamRunner {
    const path = pathOf(target);
    const stream = this.#streams.get(path);
    if (!stream) throw new StreamError("NOT_FOUND", `stream ${JSON.stringify(path)} is not replicated`);
    return stream.runner;
  }

  #markChanged(path: string): void {
    this.#known.delete(path);
    this.#changed$.next();
  }
}
