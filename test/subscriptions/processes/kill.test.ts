import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { openStreamStore, type Claim } from "../../../src/store/index.ts";
import { seededRandom } from "../../support/seeded-random.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import {
  settleSubscription,
  createPullWake,
  generations,
  finishOneClaim,
  silent,
} from "../subscribed-store.ts";

const rounds = 8;

test("a killed process loses no wake and no ack", async () => {
  const directory = await temporaryDirectory();
  const random = seededRandom(7);
  let clockShift = 0;
  const old = await setUp(directory);
  for (let round = 0; round < rounds; round++) {
    const acked = await workUntilKilled(directory, random.below(100));
    clockShift += 60_000;
    await checkStore(directory, acked, { clockShift, old });
  }
});

async function setUp(directory: string): Promise<Claim> {
  const store = openStreamStore({ directory, logger: silent });
  try {
    await createPullWake(store);
    for (let n = 0; n < 3; n++) await store.create(`jobs/${n}`);
    return await finishOneClaim(store);
  } finally {
    await store.close();
  }
}

/** Resolves with the last offset of each stream whose ack the store acknowledged. */
async function workUntilKilled(directory: string, afterMs: number): Promise<Map<string, string>> {
  const worker = spawn(process.execPath, [join(import.meta.dirname, "worker-process.ts"), directory], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(worker, "exit");
  const acked = new Map<string, string>();
  const lines = createInterface(worker.stdout);
  lines.on("line", (line) => {
    for (const { stream, offset } of JSON.parse(line) as { stream: string; offset: string }[])
      acked.set(stream, offset);
  });
  const ended = once(lines, "close");
  await Promise.race([once(lines, "line"), ended]);
  await delay(afterMs);
  worker.kill("SIGKILL");
  await ended;
  expect(await exited).toEqual([null, "SIGKILL"]);
  expect(acked.size).toBeGreaterThan(0);
  return acked;
}

async function checkStore(
  directory: string,
  acked: Map<string, string>,
  { clockShift, old }: { clockShift: number; old: Claim },
): Promise<void> {
  // Late enough for the lease of the killed worker to be over.
  const store = openStreamStore({ directory, logger: silent, now: () => Date.now() + clockShift });
  try {
    const { streams } = await store.subscriptions.get("workers");
    const cursors = new Map(streams.map(({ path, ackedOffset }) => [path, ackedOffset]));
    for (const [stream, offset] of acked) expect(cursors.get(stream)! >= offset).toBe(true);
    const heads = await Promise.all(streams.map(({ path }) => store.head(path)));
    const isBehind = heads.some(({ path, tailOffset }) => cursors.get(path)! < tailOffset);
    await settleSubscription(store, old);
    const told = await generations(store);
    const claim = await store.subscriptions.claim("workers", { worker: "next" }).catch(() => undefined);
    expect(claim !== undefined).toBe(isBehind);
    if (!claim) return;
    // This wake and all before it were announced once each, before this claim.
    expect(told).toEqual(Array.from({ length: claim.generation }, (_, i) => i + 1));
    await store.subscriptions.release("workers", claim);
  } finally {
    await store.close();
  }
}
