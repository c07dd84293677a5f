import { StreamError } from "../protocol/errors.ts";
import { assertStreamPath } from "../protocol/stream-path.ts";
import type { BelievedClock } from "./clock/believed-clock.ts";
import type { Catalog } from "./streams/catalog.ts";
import type { ChangeFeed } from "./live/change-feed.ts";
import { isExpired } from "./streams/expiry.ts";
import type { Garbage } from "./background/garbage.ts";
import type { GroupCommit } from "./commit/group-commit.ts";
import type { LiveReaders } from "./live/live-readers.ts";
import type { MessageLog } from "./messages/log.ts";
import type { ResolvedStoreOptions } from "./options.ts";
import type { Producers } from "./streams/producers.ts";
import type { Replicas } from "./replicas/table.ts";
import { dropAged } from "./streams/retention.ts";
import type { StreamState } from "./streams/stream.ts";

/** What every operation works with. */
export interface StoreContext {
  readonly options: ResolvedStoreOptions;
  readonly catalog: Catalog;
  readonly log: MessageLog;
  readonly producers: Producers;
  readonly replicas: Replicas;
  readonly garbage: Garbage;
  readonly commit: GroupCommit;
  readonly live: LiveReaders;
  readonly changes: ChangeFeed;
  readonly believed: BelievedClock;
  /** Runs reads that belong together: beside another writer they have to see one state of the database. */
  readonly snapshot: <T>(read: () => T) => T;
}

/**
 * The stream at a path that came from outside, as it is now: expiry and retention applied.
 *
 * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`, `GONE` (deleted, and kept for its forks), `STORE_CLOSED`
 */
export function requireStream(context: StoreContext, path: string): StreamState {
  assertNotClosed(context);
  assertPath(context, path);
  const state = findStream(context, path);
  if (state?.deleted) {
    throw new StreamError("GONE", `stream ${JSON.stringify(path)} was deleted; only its forks can be read`);
  }
  if (!state) throw new StreamError("NOT_FOUND", `there is no stream ${JSON.stringify(path)}`);
  return state;
}

/**
 * A path that came from outside. The stream of one that is held was created at it.
 *
 * @throws StreamError `BAD_REQUEST`
 */
export function assertPath({ catalog }: StoreContext, path: string): void {
  if (!catalog.holds(path)) assertStreamPath(path);
}

/** The same for a path that is known to be valid, also of a deleted one that its forks keep. */
export function findStream(context: StoreContext, path: string): StreamState | undefined {
  const state = context.catalog.find(path);
  if (!state || isExpired(context, state)) return undefined;
  dropAged(context, state);
  return state;
}

/** @throws StreamError `STORE_CLOSED` */
export function assertNotClosed({ commit }: StoreContext): void {
  if (commit.isClosed) throw new StreamError("STORE_CLOSED", "the store is closed");
}
