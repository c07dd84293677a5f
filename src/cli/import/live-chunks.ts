import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";

/** An input that is silent for so long pauses: what came before is shown to readers. */
const pauseMs = 100;
/** Without a pause, readers see what came at least this often. */
const maxWaitMs = 1000;

/**
 * The chunks of a pipe as they come, with an empty one when it pauses, and each second.
 *
 * @throws the signal's reason once it is aborted
 */
export async function* liveChunks(
  input: Readable,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const chunks = input[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  let next = chunks.next();
  let shownAt = performance.now();
  let isShown = true;
  for (;;) {
    const result = await soonest(next, isShown ? undefined : pauseMs, signal);
    if (result?.done) return;
    if (result) {
      yield result.value;
      next = chunks.next();
      // Awaited above; until then its failure must not count as unhandled.
      next.catch(() => undefined);
    }
    if (isShown && result) shownAt = performance.now();
    isShown = !result || performance.now() - shownAt > maxWaitMs;
    if (isShown) yield new Uint8Array();
  }
}

/** The next chunk; undefined if none came in time. */
async function soonest(
  next: Promise<IteratorResult<Uint8Array>>,
  waitMs: number | undefined,
  signal: AbortSignal,
): Promise<IteratorResult<Uint8Array> | undefined> {
  signal.throwIfAborted();
  const done = new AbortController();
  const ended = { once: true, signal: done.signal };
  try {
    return await Promise.race([
      next,
      new Promise<never>((_, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason as Error), ended);
      }),
      ...(waitMs === undefined ? [] : [sleep(waitMs, undefined, { signal: done.signal })]),
    ]);
  } finally {
    done.abort();
  }
}
