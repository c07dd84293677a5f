import type { PackedPage } from "../../store/index.ts";
import { ReplicationFailure } from "../remote/failure.ts";
import type { FixedCheckpoint } from "./checkpoint.ts";
import type { RemoteStream } from "../remote/remote-stream.ts";

/**
 * Reads the remote stream to find out whether a batch whose response was lost has arrived. The stream has no other
 * writer, so anything after the last acknowledged offset is this batch.
 *
 * A server that remembers its producers recognises a repeated batch. One that was killed after it stored an append and
 * before it stored the producer's seq does not, and would store the batch twice. A batch that is found is therefore not
 * sent again, and the next one begins a new epoch, which is accepted whether or not the seq was stored.
 *
 * @returns where the remote stream ends, if it has the batch
 * @throws ReplicationFailure `DIVERGED` if it has other messages, `REMOTE_LOST` if it has less than was acknowledged
 */
export async function findBatch(
  remote: RemoteStream,
  { batch, remoteOffset }: FixedCheckpoint,
  page: PackedPage,
  signal: AbortSignal,
): Promise<{ readonly offset: string } | undefined> {
  if (remoteOffset === undefined || batch.messages === 0) return undefined;
  const found = await readAfter(remote, remoteOffset, signal);
  if (found.offset < remoteOffset) {
    throw new ReplicationFailure(
      "REMOTE_LOST",
      `the remote stream ends at ${found.offset}, before ${remoteOffset}, which was acknowledged`,
    );
  }
  if (isEmpty(found.data, page.json)) return undefined;
  if (isSame(found.data, page)) return { offset: found.offset };
  throw new ReplicationFailure("DIVERGED", "the remote stream holds messages that this store did not write");
}

/** @throws ReplicationFailure `REMOTE_LOST` if the stream no longer exists */
async function readAfter(
  remote: RemoteStream,
  remoteOffset: string,
  signal: AbortSignal,
): Promise<{ readonly data: Buffer[]; readonly offset: string }> {
  const data: Buffer[] = [];
  let offset = remoteOffset;
  const take = async (chunk: { readonly data: Uint8Array; readonly offset: string }) => {
    data.push(Buffer.from(chunk.data));
    offset = chunk.offset;
  };
  try {
    await remote.follow(remoteOffset, false, take, signal);
  } catch (error) {
    if (!(error instanceof ReplicationFailure) || error.code !== "NOT_FOUND") throw error;
    throw new ReplicationFailure("REMOTE_LOST", "the remote stream no longer exists");
  }
  return { data, offset };
}

function isEmpty(data: readonly Buffer[], json: boolean): boolean {
  return data.every((each) => each.length === 0 || (json && shortText(each) === "[]"));
}

/** JSON is compared by value, because servers may format it differently. */
function isSame(data: readonly Buffer[], page: PackedPage): boolean {
  if (!page.json) return Buffer.concat(data).equals(page.data);
  const there = data.flatMap((each) => JSON.parse(each.toString()) as unknown[]);
  const ours = JSON.parse(`[${Buffer.from(page.data).toString()}]`) as unknown[];
  return JSON.stringify(there) === JSON.stringify(ours);
}

function shortText(data: Buffer): string {
  return data.length > 16 ? "" : data.toString().trim();
}
