import { setTimeout as delay } from "node:timers/promises";
import type { StreamStore } from "../../src/store/index.ts";
import { growthOf, type Growth } from "./flatness.ts";
import { countObjects, measure, type Class, type Sample } from "./measure.ts";
import { feeds, type SoakWindows } from "./windows.ts";
import { createFeeds, Workload } from "./workload.ts";

/** How long it may take until everything is released after the last window has closed, in milliseconds. */
const releaseLimitMs = 20_000;
const windowsAtOnce = 3;
/** Even on a slow machine: with fewer, one file or handle that each cycle leaks would stay within its bound (flatness.ts). */
const minCycles = 10;

/** Makes background work frequent. */
export const soakStoreOptions = { cleanupIntervalMs: 300, expiryGraceMs: 0, compactIntervalMs: 1000 };

export interface SoakReport {
  readonly kind: string;
  readonly cycles: number;
  readonly windows: number;
  readonly appends: number;
  readonly growth: readonly Growth[];
  /** What was still held after every window had closed. */
  readonly unreleased: readonly string[];
}

/** Classes of which no object may be alive after all windows have closed, by name. */
export type Released = Readonly<Record<string, Class>>;

/** Repeats a cycle of load, rest and measurement while windows come and go. */
export async function soak(
  store: StreamStore,
  windows: SoakWindows,
  released: Released,
  seconds: number,
): Promise<SoakReport> {
  await createFeeds(store);
  const workload = new Workload(store);
  const samples: Sample[] = [];
  const unreleased: string[] = [];
  const cycleMs = Math.min(10_000, Math.max(1000, (seconds * 1000) / 40));
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end || samples.length < minCycles) {
    await busy(workload, windows, cycleMs);
    unreleased.push(...(await comeToRest(store, released)));
    samples.push(measure(store));
    console.log(JSON.stringify({ windows: windows.opened, ...samples.at(-1) }));
    if (unreleased.length > 0) break;
  }
  const { kind, opened } = windows;
  const growth = growthOf(samples);
  return { kind, cycles: samples.length, windows: opened, appends: workload.appended, growth, unreleased };
}

async function busy(workload: Workload, windows: SoakWindows, ms: number): Promise<void> {
  const stop = new AbortController();
  const working = workload.run(stop.signal);
  await Promise.all(Array.from({ length: windowsAtOnce }, () => windows.open()));
  for (const end = performance.now() + ms; performance.now() < end;) await windows.disturb();
  await windows.closeAll();
  stop.abort();
  await working;
}

/** Waits until nothing is open and only the feeds are left. Returns what is still held at the limit. */
async function comeToRest(store: StreamStore, released: Released): Promise<string[]> {
  let held: string[] = [];
  for (const end = performance.now() + releaseLimitMs; performance.now() < end; await delay(50)) {
    held = heldNow(store, released);
    if (held.length === 0) break;
  }
  // Retention by age drops messages at each use: they are deleted with the others.
  for (let i = 0; i < feeds; i++) await store.head(`feed/${i}`);
  await store.compact();
  return held;
}

function heldNow(store: StreamStore, released: Released): string[] {
  const { subscriptions, streams } = store.stats();
  const held = [];
  if (subscriptions > 0) held.push(`${subscriptions} subscriptions`);
  if (streams > feeds) held.push(`${streams - feeds} streams`);
  if (held.length > 0) return held;
  for (const [name, constructor] of Object.entries(released)) {
    const count = countObjects(constructor);
    if (count > 0) held.push(`${count} ${name}`);
  }
  return held;
}
