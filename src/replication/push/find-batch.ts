import type { PackedPage } from "../../store/index.ts";
import { ReplicationFailure } from "../remote/failure.ts";
import type { FixedCheckpoint } from "./checkpoint.ts";
import type { RemoteStream } from "../remote/remote-stream.ts";

/**
 * Whether a batch whose answer was lost has arrived, by what is there: the remote stream has no other writer.
 *
 * A server that remembers its producers would recognise the repetition. One that was killed between storing an
 * append and storing its producer's seq does not, and would store it twice; this looks first. What has arrived is
 * not sent again, and the next batch begins a new epoch: it is then accepted whether or not the seq was stored.
 *
 * @returns where the remote stream ends, if the batch is there
 * @throws ReplicationFailure `DIVERGED` if something else is there, `REMOTE_LOST` if less is there than before
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
      `the remote stream ends at ${found.offset}, and ${remoteOffset} was acknowledged`,
    );
  }
  if (isEmpty(found.data, page.json)) return undefined;
  if (isSame(found.data, page)) return { offset: found.offset };
  throw new ReplicationFailure("DIVERGED", "the remote stream holds messages that this store did not write");
}

/** @throws ReplicationFailure `REMOTE_LOST` where there was a stream and is none */
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
    throw new ReplicationFailure("REMOTE_LOST", "the remote stream is no longer there");
  }
  return { data, offset };
}

function isEmpty(data: readonly Buffer[], json: boolean): boolean {
  return data.every((each) => each.length === 0 || (json && shortText(each) === "[]"));
}

/** Servers may write JSON in their own way: it is the values that have to be the same. */
function isSame(data: readonly Buffer[], page: PackedPage): boolean {
  if (!page.json) return Buffer.concat(data).equals(page.data);
  const there = data.flatMap((each) => JSON.parse(each.toString()) as unknown[]);
  const ours = JSON.parse(`[${Buffer.from(page.data).toString()}]`) as unknown[];
  return JSON.stringify(there) === JSON.stringify(ours);
}

function shortText(data: Buffer): string {
  return data.length > 16 ? "" : data.toString().trim();
}
