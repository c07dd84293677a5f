import type { Random } from "../../support/seeded-random.ts";
import type { ModelStore } from "./model-store.ts";
import type { ModelStream } from "./model-stream.ts";
import type { Batch, StreamSetup } from "./operation.ts";

/** Beyond the reach of any test's clock: such a fork never expires, whatever its source does. */
const farFutureMs = 10 * 365 * 86_400_000;

/** Mostly single small messages; some batches, and some messages of many pages. */
export function randomBatch(random: Random, tag: number): Batch {
  const dice = random.below(100);
  const count = dice < 55 ? 1 : dice < 95 ? 2 + random.below(7) : 20 + random.below(40);
  return { tag, sizes: Array.from({ length: count }, () => randomSize(random, count)) };
}

function randomSize(random: Random, count: number): number {
  const dice = random.below(100);
  if (dice < 80 || count > 8) return 20 + random.below(180);
  if (dice < 94 || count > 1) return 1000 + random.below(5000);
  return 20_000 + random.below(150_000);
}

/** A stream with or without an expiry, and with or without retention. */
export function randomSetup(random: Random, now: number): StreamSetup {
  const contentType = random.pick(["text/plain", "application/json"]);
  const retention = random.pick([
    undefined,
    undefined,
    { maxMessages: 5 + random.below(60) },
    { maxBytes: 2000 + random.below(40_000) },
    { maxAgeMs: 1000 + random.below(4000) },
    {
      afterReplicated: true,
      ...random.pick([{}, { maxMessages: 5 + random.below(20) }, { maxBytes: 2000 + random.below(20_000) }]),
    },
  ]);
  const expiry = random.pick([
    {},
    {},
    {},
    { ttlSeconds: 1 + random.below(5) },
    { expiresAt: now + 1000 + random.below(8000) },
  ]);
  return {
    contentType,
    ...expiry,
    ...(retention && { retention }),
    ...(random.below(40) === 0 && { closed: true }),
  };
}

/** How many messages a replica acknowledges: any position that can be read. */
export function randomPosition(random: Random, stream: ModelStream, now: number): number {
  const floor = stream.floorAt(now);
  return random.below(3) === 0 ? stream.tail : floor + random.below(stream.tail - floor + 1);
}

/** Forks the source somewhere in its readable part. */
export function randomFork(random: Random, { now }: ModelStore, source: ModelStream): StreamSetup {
  const { path, setup } = source;
  const anchor = randomPosition(random, source, now);
  const between = anchor < source.tail && random.below(3) === 0;
  const expires = setup.ttlSeconds !== undefined || setup.expiresAt !== undefined;
  return {
    fork: { path, offset: source.offsetAt(anchor), ...(between && { subOffset: 1 }) },
    ...(expires && { expiresAt: now + farFutureMs }),
    ...(random.below(3) === 0 && { retention: { maxMessages: 5 + random.below(40) } }),
  };
}
