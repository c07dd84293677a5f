import type { BrowsePage } from "../../protocol/inspection/browse.ts";
import type { PreviewPage } from "../../protocol/inspection/preview.ts";
import type { ServerMessage } from "../../protocol/ipc/messages.ts";
import type { PackedPage } from "../../protocol/packed-page.ts";
import type { ListPage } from "../../protocol/stream.ts";

/** About what a small response takes in the port's memory. */
const smallBytes = 256;
/** A stream's info; most of it may be its path. */
const infoBytes = 1024;

/** Estimates how many bytes a response takes until the window reads it. */
export function responseSize(message: ServerMessage): number {
  if (message.kind === "error") return smallBytes + 2 * message.error.message.length;
  if (message.kind !== "result" && message.kind !== "next") return smallBytes;
  if (message.value instanceof Uint8Array) return smallBytes + message.value.byteLength;
  const value = (message.value ?? {}) as Partial<PackedPage & ListPage & PreviewPage & BrowsePage>;
  const { data, lengths, streams, heads, headLengths, rows } = value;
  return (
    smallBytes +
    (data?.byteLength ?? 0) +
    (lengths?.byteLength ?? 0) +
    (heads?.byteLength ?? 0) +
    // Counts the two lists of the same length beside it as well.
    4 * (headLengths?.byteLength ?? 0) +
    infoBytes * ((Array.isArray(streams) ? streams.length : 0) + (rows?.length ?? 0))
  );
}
