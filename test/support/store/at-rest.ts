import { expect } from "vitest";
import type { StreamStore } from "../../../src/store/index.ts";
import { isMoved } from "../../../src/store/files/open-files.ts";
import { partsOf } from "../../../src/store/stream-store.ts";
import type { Held } from "../../../src/waiting/held.ts";
import { problemsOf } from "../verify-store.ts";

/** A store, a port's server, a client of one, or anything else that counts what it holds. */
interface Holder {
  readonly held: Held;
}

/** Waits until nothing is under way any more; fails with the counts that are not 0 in the end, but for those named `except`. */
export async function expectAtRest(holder: Holder, except: readonly string[] = []): Promise<void> {
  const left = () =>
    Object.fromEntries(
      Object.entries(holder.held).filter(([name, count]) => count !== 0 && !except.includes(name)),
    );
  await expect.poll(left, { interval: 1 }).toEqual({});
}

/** What is done within a second. */
const doneSoon = ["streams that reads changed", "timers of reads", "compactions", "deliveries"];
/** What tests may leave for `close` to end. */
const leftOpen = [
  ...["readers", "watches", "streams with readers", "streams that are awaited", "listeners to changes"],
  ...doneSoon,
];

/**
 * Closes a store at the end of a test. Nothing may be wrong with its file, nothing stored may belong to what no longer exists,
 * and nothing may be left under way.
 */
export function closeAtRest(store: StreamStore): Promise<void> {
  return close(store, leftOpen);
}

/** As `closeAtRest`, once what used the store is closed (a server, a replication): no reader or waiter of it may be left. */
export function closeUnused(store: StreamStore): Promise<void> {
  return close(store, doneSoon);
}

async function close(store: StreamStore, mayBeLeft: readonly string[]): Promise<void> {
  const parts = partsOf(store);
  if (!parts.context.commit.isClosed) {
    expect(await problemsOf(store).catch(noneIfMoved)).toBeUndefined();
    await expectAtRest(parts, mayBeLeft);
  }
  await store.close();
  await expectAtRest(parts);
}

/** A test has moved the store's files away: there is nothing to check. */
function noneIfMoved(error: unknown): undefined {
  if (!isMoved(error)) throw error;
}
