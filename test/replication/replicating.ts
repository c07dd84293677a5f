import { expect, onTestFinished, vi } from "vitest";
import { replicate, type ReplicateOptions, type Replication } from "../../src/replication/index.ts";
import type { StreamReplication } from "../../src/protocol/replication.ts";
import { openStreamStore, type StreamStore } from "../../src/store/index.ts";

/** In the memory, or in a directory; closed with the running test. */
export function openStore(directory?: string): StreamStore {
  const store = openStreamStore(directory === undefined ? { inMemory: true } : { directory });
  onTestFinished(() => store.close());
  return store;
}

/** Impatient, so that tests are not long; closed with the running test. */
export function start(store: StreamStore, options: ReplicateOptions): Replication {
  const replication = replicate(store, { backoff: { initialMs: 40, maxMs: 200 }, ...options });
  onTestFinished(() => replication.close());
  return replication;
}

/** Until a stream's status is like this. */
export async function reached(
  replication: Replication,
  path: string,
  expected: Partial<Record<keyof StreamReplication, unknown>>,
): Promise<StreamReplication> {
  let found: StreamReplication | undefined;
  await vi.waitFor(
    async () => {
      found = (await replication.status()).streams.find((each) => each.path === path);
      expect(found).toMatchObject(expected);
    },
    { timeout: 60_000, interval: 10 },
  );
  return found!;
}

/** Until something is so. */
export async function eventually(look: () => unknown): Promise<void> {
  await vi.waitFor(look, { timeout: 60_000, interval: 10 });
}

export async function dataOf(store: StreamStore, path: string): Promise<unknown[]> {
  const { messages } = await store.read(path, { limitMessages: 100_000 });
  return messages.map(({ data }) => data);
}
