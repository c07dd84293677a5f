import type { StreamStoreApi } from "../store/index.ts";
import { claim } from "./claims.ts";
import { remoteUrlOf, type ResolvedOptions } from "./options.ts";
import { plainUrl } from "./remote/stream-url.ts";
import { LivePulls } from "./pull/live-pulls.ts";
import { Pull } from "./pull/pull.ts";
import { Push } from "./push/push.ts";
import { createCheckedFetch } from "./remote/checked-fetch.ts";
import type { Link } from "./remote/link.ts";
import { RemoteStream } from "./remote/remote-stream.ts";
import { StreamRunner } from "./runner/stream-runner.ts";
import type { StreamWork } from "./runner/stream-work.ts";
import type { ReplicatedStream } from "./status.ts";
import type { Timing } from "./timing.ts";

interface Running extends ReplicatedStream {
  readonly releaseClaim: () => void;
  readonly ended: Promise<void>;
}

/** The streams of one replication, each with its runner. */
export class ReplicatedStreams {
  readonly #store: StreamStoreApi;
  readonly #options: ResolvedOptions;
  readonly #link: Link;
  readonly #live: LivePulls;
  readonly #fetch: typeof fetch;
  readonly #timing: Timing;
  readonly #changed: (path: string) => void;
  readonly #running = new Map<string, Running>();
  /** Removed streams whose last request is still on its way. */
  readonly #ending = new Map<string, Promise<void>>();
  #isPaused = false;
  #isClosed = false;

  /** `changed` is called when the status of a stream may have changed. */
  constructor(
    store: StreamStoreApi,
    options: ResolvedOptions,
    { link, timing, changed }: { link: Link; timing: Timing; changed: (path: string) => void },
  ) {
    this.#store = store;
    this.#options = options;
    this.#link = link;
    this.#live = new LivePulls(options.liveStreams);
    this.#timing = timing;
    this.#fetch = createCheckedFetch({ ...options, link, timing });
    this.#changed = changed;
  }

  get(path: string): ReplicatedStream | undefined {
    return this.#running.get(path);
  }

  all(): Iterable<ReplicatedStream> {
    return this.#running.values();
  }

  /** Settles when the last request of a removed stream has ended; undefined if none is on its way. */
  ending(path: string): Promise<void> | undefined {
    return this.#ending.get(path);
  }

  /**
   * `isNew`: the stream was created just now, so the remote stream has none of its messages.
   *
   * @throws StreamError `BAD_REQUEST` if another replication has the stream
   */
  add(path: string, isNew = false): void {
    if (this.#isClosed || this.#running.has(path)) return;
    const { direction, backoff } = this.#options;
    const url = remoteUrlOf(this.#options, path);
    const remoteUrl = plainUrl(url);
    const releaseClaim = claim(this.#store, path, { remoteUrl, direction });
    const work = this.#workOf(
      { path, isNew },
      new RemoteStream(url, { fetch: this.#fetch, timing: this.#timing }),
      remoteUrl,
    );
    const runner = new StreamRunner(work, {
      link: this.#link,
      backoff,
      isPaused: this.#isPaused,
      changed: () => this.#changed(path),
    });
    const ended = runner.run();
    this.#running.set(path, { path, direction, remoteUrl, runner, releaseClaim, ended });
    this.#changed(path);
  }

  /** Settles when the stream's last request has ended. */
  async remove(path: string): Promise<void> {
    const stream = this.#running.get(path);
    if (!stream) return;
    this.#running.delete(path);
    this.#changed(path);
    stream.runner.end();
    const ended = stream.ended.finally(() => {
      stream.releaseClaim();
      this.#ending.delete(path);
    });
    this.#ending.set(path, ended);
    await ended;
  }

  /** Pauses all streams, and those that are added later. */
  pause(): void {
    this.#isPaused = true;
    for (const { runner } of this.all()) runner.pause();
  }

  resume(): void {
    this.#isPaused = false;
    for (const { runner } of this.all()) runner.resume();
  }

  /** Removes all streams; settles when no request is on its way. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const path of [...this.#running.keys()]) void this.remove(path);
    await Promise.all(this.#ending.values());
  }

  #workOf(
    { path, isNew }: { readonly path: string; readonly isNew: boolean },
    remote: RemoteStream,
    replica: string,
  ): StreamWork {
    const store = this.#store;
    const { direction, soleWriter, batchBytes, batchMessages, pollIntervalMs } = this.#options;
    const { unstorableMessages, logger } = this.#options;
    return direction === "push"
      ? new Push({ store, path, isNew, remote, replica, soleWriter, batchBytes, batchMessages })
      : new Pull({
          ...{ store, path, remote, pollIntervalMs, unstorableMessages, logger },
          live: this.#live,
          timing: this.#timing,
        });
  }
}
