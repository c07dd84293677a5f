import { setImmediate as nextTurn } from "node:timers/promises";
import type { PackedPage } from "../../protocol/packed-page.ts";
import type { SubscribeOptions } from "../../protocol/stream.ts";
import { checkOptions, isFunction, isSignal } from "../check-options.ts";
import { slideDeadline } from "../streams/expiry.ts";
import type { StoreContext } from "../context.ts";
import { settleAndFind } from "../streams/settle.ts";
import { readFirstPage, readNextPage, readOptionChecks } from "./read.ts";

/** A clock that stands still must not turn waiting into polling. */
const minPollMs = 100;
/** Timers stand still while the computer sleeps, and know nothing of a clock that was set. */
const maxPollMs = 60_000;

export interface PacedOptions extends SubscribeOptions {
  /** Called before each page is read. If it returns a promise, the page is read once that has settled. */
  readonly beforePage?: () => Promise<void> | undefined;
}

/**
 * Pages of messages from an offset on: first what is there, then what is appended, until the end of a
 * closed stream or until the signal is aborted. It is a cursor, not a queue: each page is read when it is
 * asked for, so a slow reader holds one page and misses nothing.
 *
 * The first page comes at once, also an empty one: it tells where the cursor stands.
 *
 * @throws StreamError as `read` does, also later: `NOT_FOUND` when the stream is deleted or expires,
 *   `GONE` when retention overtakes the reader
 * @internal
 */
export async function* subscribePacked(
  context: StoreContext,
  path: string,
  subscribeOptions: PacedOptions = {},
): AsyncGenerator<PackedPage, void, undefined> {
  const { signal, beforePage, ...options } = checkSubscribeOptions(subscribeOptions);
  const pause = beforePage?.();
  if (pause) await pause;
  let page = context.snapshot(() => readFirstPage(context, path, options));
  // Only now: a reader keeps its stream alive, and must not bring an expired one back.
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
      const next = context.snapshot(() => readNextPage(context, path, last, options));
      // Nothing ran between the read and this wait, so no wake-up is missed.
      if (!next) await wakeUp.next(untilExpiry(context, path));
      else {
        page = next;
        if (page.lengths.length > 0) yield page;
      }
      // Catching up must not keep everybody else waiting: one page a turn of the event loop.
      if (!page.upToDate) await nextTurn();
    }
  } finally {
    signal?.removeEventListener("abort", leave);
    wakeUp.close();
    leave();
  }
}

/**
 * Counts a reader until the returned function is called: at the end of the iteration, or when the signal is aborted, also if
 * the next page is never asked for.
 */
function enter(context: StoreContext, path: string): () => void {
  let release: (() => void) | undefined = context.live.enter(path);
  return () => {
    // The countdown starts anew when a reader leaves; until then, the reader keeps the stream alive.
    if (release && !context.commit.isClosed) keepAlive(context, path);
    release?.();
    release = undefined;
  };
}

function keepAlive(context: StoreContext, path: string): void {
  const stream = settleAndFind(context, path, context.readEffects);
  if (stream) slideDeadline(context, stream, context.readEffects);
}

/** In milliseconds: no commit wakes the reader when an expiry date is reached. */
function untilExpiry({ catalog, clock }: StoreContext, path: string): number | undefined {
  const expiresAt = catalog.find(path)?.expiresAt;
  if (expiresAt === undefined) return undefined;
  return Math.min(maxPollMs, Math.max(minPollMs, expiresAt - clock.now()));
}

function checkSubscribeOptions(options: PacedOptions): PacedOptions {
  checkOptions("subscribe", options, {
    ...readOptionChecks,
    signal: isSignal,
    beforePage: isFunction,
  });
  return options;
}
