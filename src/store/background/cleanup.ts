import type { CleanupReport } from "../../protocol/inspection/health.ts";
import type { WriteTransaction } from "../commit/write-transaction.ts";
import type { StoreContext } from "../context.ts";
import { removeStream } from "../streams/remove.ts";
import { isCountedFrom1970, isExpiredAt, slideDeadline } from "../streams/expiry.ts";
import { correctTimes, isMisdated } from "../clock/misdated.ts";
import { settle } from "../streams/settle.ts";
import { isUnseen } from "../streams/stream.ts";
import type { LateDeadlines } from "./late-deadlines.ts";
import { nextTurn } from "../turns.ts";

const streamsPerStep = 100;
/** The most expired streams to check in one cleanup. */
const maxDue = 20_000;

/** Removes the streams that have stayed expired for the grace, and applies `maxAgeMs` to the others. */
export async function cleanUp(context: StoreContext, lateDeadlines: LateDeadlines): Promise<CleanupReport> {
  const { catalog, clock, commit } = context;
  const start = performance.now();
  let removedStreams = 0;
  const due = clock.stayedExpired(catalog.due(clock.now(), maxDue));
  for (let done = 0; done < due.length && !commit.isClosed; done += streamsPerStep) {
    const ids = due.slice(done, done + streamsPerStep);
    removedStreams += await commit.submit(
      (transaction) => ids.filter((id) => removeExpired(context, transaction, id)).length,
    );
  }
  await lateDeadlines.shorten();
  await dropAged(context);
  return { at: clock.now(), durationMs: performance.now() - start, removedStreams };
}

/** Removes a stream whose deadline on disk has passed, unless it has moved since. */
function removeExpired(context: StoreContext, transaction: WriteTransaction, id: number): boolean {
  const { catalog, clock, live } = context;
  const stream = catalog.byId(id);
  if (!stream || stream.path === "") return false;
  if (isExpiredAt(stream, clock.now(), live)) {
    removeStream(context, transaction, stream, "expired");
    return true;
  }
  if (live.of(stream.path) > 0 || isCountedFrom1970(stream, clock.now()))
    slideDeadline(context, stream, transaction);
  // A read has slid the deadline, in memory.
  else transaction.changed(stream);
  return false;
}

/** Retention by age would keep messages forever that a clock which ran ahead has dated, and those of 1970. */
async function correctAllTimes(context: StoreContext, id: number): Promise<void> {
  const { catalog, commit } = context;
  for (let hasMore = true; hasMore && !commit.isClosed;) {
    const stream = catalog.byId(id);
    if (!stream || isUnseen(stream) || !isMisdated(context, stream)) return;
    hasMore = await commit.submit((transaction) => {
      const found = catalog.byId(id);
      return found !== undefined && correctTimes(context, found, transaction);
    });
  }
}

async function dropAged(context: StoreContext): Promise<void> {
  const { catalog, commit } = context;
  for (let afterId = 0; !commit.isClosed;) {
    const ids = catalog.ageing(afterId, streamsPerStep);
    if (ids.length === 0) return;
    for (const id of ids) {
      await correctAllTimes(context, id);
      await dropAllAged(context, id);
    }
    afterId = ids.at(-1)!;
    await nextTurn();
  }
}

/** Step by step. Finds the stream anew in each turn: after a rollback in between it is another object. */
async function dropAllAged(context: StoreContext, id: number): Promise<void> {
  const { catalog, clock, commit, readEffects } = context;
  for (let before = -1; !commit.isClosed; await nextTurn()) {
    const stream = catalog.byId(id);
    if (!stream || stream.floor === before) return;
    before = stream.floor;
    settle(context, stream, clock.now(), readEffects);
  }
}
