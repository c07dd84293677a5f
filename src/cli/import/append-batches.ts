import type { StreamStore } from "../../store/index.ts";
import type { Batch } from "./batches.ts";

/** What an import has appended so far; `known` was already present, from an import of the same content. */
export interface ImportCount {
  lines: number;
  bytes: number;
  knownLines: number;
  knownBytes: number;
}

/** Concurrent appends: enough to share a commit, at most about a megabyte each. */
const maxInFlight = 4;

/**
 * Appends each batch exactly once: the store records the producer's progress in the same transaction as the messages,
 * and recognises batches that it already has. Stops between two batches when the signal is aborted.
 *
 * @throws StreamError as `append` does; nothing after the batch that failed was appended
 */
export async function appendBatches(
  store: StreamStore,
  path: string,
  producerId: string,
  batches: AsyncIterable<Batch>,
  signal: AbortSignal,
  onProgress: (count: ImportCount) => void,
): Promise<ImportCount> {
  const count: ImportCount = { lines: 0, bytes: 0, knownLines: 0, knownBytes: 0 };

  async function append({ messages, bytes }: Batch, seq: number): Promise<void> {
    const producer = { id: producerId, epoch: 0, seq };
    const { duplicate } = await store.append(path, messages, { producer });
    count[duplicate ? "knownLines" : "lines"] += messages.length;
    count[duplicate ? "knownBytes" : "bytes"] += bytes;
    onProgress(count);
  }

  const inFlight: Promise<void>[] = [];
  let seq = 0;
  try {
    for await (const batch of batches) {
      if (signal.aborted) break;
      const appended = append(batch, seq++);
      // Its failure is thrown where it is awaited; until then it must not count as unhandled.
      appended.catch(() => undefined);
      inFlight.push(appended);
      if (inFlight.length >= maxInFlight) await inFlight.shift();
    }
    for (const appended of inFlight) await appended;
  } finally {
    await Promise.allSettled(inFlight);
  }
  return count;
}
