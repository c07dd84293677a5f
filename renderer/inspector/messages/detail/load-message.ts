import type { Connected } from "../../connection/connected.ts";
import { formatOffset, parseOffset, type Offset } from "../../../../src/protocol/offset.ts";
import type { MessageRow } from "../list/message-row.ts";

/** The number of bytes of a message that are loaded at first. */
export const headBytes = 64 * 1024;

export interface OpenedMessage {
  readonly offset: Offset;
  /** The beginning of the message, or all of it. */
  readonly bytes: Uint8Array;
}

/**
 * Loads the first bytes of a message, or all of it. Loading the first bytes does not restart a TTL; loading all of a long
 * message is a read like any other.
 *
 * @throws StreamError as `readPacked` does
 */
export async function loadMessage(
  { streams, inspection }: Connected,
  path: string,
  { offset, position }: MessageRow,
  limit: number,
): Promise<OpenedMessage> {
  const before = formatOffset(parseOffset(offset).streamId, position);
  if (limit <= headBytes) {
    const page = await inspection.preview(path, { offset: before, limitMessages: 1, headBytes });
    return { offset, bytes: page.heads };
  }
  const page = await streams.readPacked(path, { offset: before, limitMessages: 1 });
  return { offset, bytes: page.data };
}
