import { expect, onTestFinished, vi } from "vitest";
import { replicate, type ReplicateOptions, type Replication } from "../../src/replication/index.ts";
import type { StreamReplication } from "../../src/protocol/replication.ts";
import { openStreamStore, type StreamStore } from "../../src/store/index.ts";
import { asText, readAll } from "../support/reading.ts";
import { closeUnused } from "../support/store/at-rest.ts";

/** A store in memory or in a directory, closed at the end of the running test. */
export function openStore(directory?: string): StreamStore {
  const store = openStreamStore(directory === undefined ? { inMemory: true } : { directory });
  // After its replications, which must have given back all that they held of the store.
  onTestFinished(() => closeUnused(store));
  return store;
}

/** Starts a replication with short waits, closed at the end of the running test. */
export function start(store: StreamStore, options: ReplicateOptions): Replication {
  const replication = replicate(store, { backoff: { initialMs: 40, maxMs: 200 }, ...options });
  onTestFinished(() => replication.close());
  return replication;
}

/** Waits until a stream's status matches. */
export async function reached(
  replication: Replication,
  path: string,
  expected: Partial<Record<keyof StreamReplication, unknown>>,
): Promise<StreamReplication> {
  let found: StreamReplication | undefined;
  await vi.waitFor(
    async () => {
      found = (await replication.status()).streams.find((each) => each.path === path);
      expect(found, JSON.stringify(found)).toMatchObject(expected);
    },
    { timeout: 60_000, interval: 10 },
  );
  return found!;
}

/** Waits until the assertion passes. */
export async function eventually(assertion: () => unknown): Promise<void> {
  await vi.waitFor(assertion, { timeout: 60_000, interval: 10 });
}

/** All messages of a stream as texts: bytes as they are, values as JSON. */
export async function textsOf(store: StreamStore, path: string): Promise<string[]> {
  const data = await readAll(store, path);
  return data.map((each) => (each instanceof Uint8Array ? asText(each) : JSON.stringify(each)));
}

export async function dataOf(store: StreamStore, path: string): Promise<unknown[]> {
  const { messages } = await store.read(path, { limitMessages: 100_000 });
  return messages.map(({ data }) => data);
}
