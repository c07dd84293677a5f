import { pathOf, type StreamTarget } from "../../protocol/definitions/reference.ts";
import type { PackedPage } from "../../protocol/packed-page.ts";
import type { SubscribeOptions } from "../../protocol/stream.ts";
import { checkOptions, isFunction, isSignal } from "../check-options.ts";
import { keepAlive } from "../streams/keep-alive.ts";
import type { StoreContext } from "../context.ts";
import { assertOnePosition, followOptionChecks, readFirstPage, readNextPage } from "./read.ts";
import { nextTurn } from "../turns.ts";

/** Bounds the polling if the store's clock stands still. */
const minPollMs = 100;
/** Timers stop while the computer sleeps, and do not notice that the clock was set. */
const maxPollMs = 60_000;

export interface PacedOptions extends SubscribeOptions {
  /** Called before each page is read. If it returns a promise, the page is read once that has settled. */
  readonly beforePage?: () => Promise<void> | undefined;
}

/** How a page is read: called with the read itself. */
export type PageReader = <T>(read: () => T) => T;

/**
 * Pages of messages from an offset on: first those that are stored, then those that are appended, until the end of a closed
 * stream or until the signal is aborted. It is a cursor, not a queue: each page is read when the caller asks for it, so a slow
 * reader holds one page and misses nothing.
 *
 * The first page comes at once, even if it is empty, so that the caller knows the position.
 *
 * @throws StreamError as `read` does, also later: `NOT_FOUND` when the stream is deleted or expires,
 *   `GONE` when retention overtakes the reader
 * @internal
 */
export async function* subscribePacked(
  context: StoreContext,
  target: StreamTarget,
  subscribeOptions: PacedOptions = {},
  reading: PageReader = (read) => read(),
): AsyncGenerator<PackedPage, void, undefined> {
  const path = pathOf(target);
  const { signal, beforePage, ...options } = checkSubscribeOptions(subscribeOptions);
  const pause = beforePage?.();
  if (pause) await pause;
  let page = reading(() => context.snapshot(() => readFirstPage(context, path, options)));
  // Not earlier: a live reader keeps its stream alive, and must not revive an expired one.
  const leave = enter(context, path);
  const wakeUp = context.live.waiter(path, signal);
  signal?.addEventListener("abort", leave);
  try {
    if (!signal?.aborted) yield page;
    while (!signal?.aborted && !(page.upToDate && page.closed)) {
      // Awaits nothing unless told to: nothing may run between a read and the wait that follows it.
      const pause = beforePage?.();
      if (pause) await pause;
      if (signal?.aborted) return;
      const last = page;
      const next = reading(() => context.snapshot(() => readNextPage(context, path, last, options)));
      // Nothing ran between the read and this wait, so no wake-up is missed.
      if (!next) await wakeUp.next(untilExpiry(context, path));
      else {
        page = next;
        if (page.lengths.length > 0) yield page;
      }
      // A reader that catches up reads one page a turn of the event loop, so that others are served in between.
      if (!page.upToDate) await nextTurn();
    }
  } finally {
    signal?.removeEventListener("abort", leave);
    wakeUp.close();
    leave();
  }
}

/**
 * Counts a reader until the returned function is called: at the end of the iteration or when the signal is aborted, even if
 * the caller never asks for another page.
 */
function enter(context: StoreContext, path: string): () => void {
  let release: (() => void) | undefined = context.live.enter(path);
  return () => {
    const leave = release;
    release = undefined;
    if (!leave) return;
    try {
      // A live reader keeps its stream alive; when it leaves, the TTL restarts.
      if (!context.commit.isClosed) keepAlive(context, path);
    } catch {
      // The reader has been told of a failing disk, or the next one will be.
    } finally {
      leave();
    }
  };
}

/** How long to wait at most, in milliseconds: no commit wakes the reader when its stream expires at a fixed time. */
function untilExpiry(
  { catalog, clock }: Pick<StoreContext, "catalog" | "clock">,
  path: string,
): number | undefined {
  const expiresAt = catalog.find(path)?.expiresAt;
  if (expiresAt === undefined) return undefined;
  return Math.min(maxPollMs, Math.max(minPollMs, expiresAt - clock.now()));
}

function checkSubscribeOptions(options: PacedOptions): PacedOptions {
  checkOptions("subscribe", options, {
    ...followOptionChecks,
    signal: isSignal,
    beforePage: isFunction,
  });
  assertOnePosition("subscribe", options);
  return options;
}
