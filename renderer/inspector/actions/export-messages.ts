import { formatOffset, parseOffset } from "../../../src/protocol/offset.ts";
import { messagesIn, type PackedPage } from "../../../src/protocol/packed-page.ts";
import type { StreamInfo } from "../../../src/protocol/stream.ts";
import { copyJsonLine } from "../../../src/transfer/export/json-line.ts";
import { messageLines } from "../../../src/transfer/export/message-lines.ts";
import type { Streams } from "../../client/index.ts";
import { earliestPosition } from "../explain.ts";
import { formatCount, formatMessages } from "../format/numbers.ts";
import type { ActionForm } from "./action-form.ts";

/** The messages from position `first` to `last`, inclusive. */
export interface PositionRange {
  readonly first: number;
  readonly last: number;
}

/** Joins positions into ranges, in the order of the stream. */
export function rangesOf(positions: readonly number[]): PositionRange[] {
  const ranges: { first: number; last: number }[] = [];
  for (const position of positions.toSorted((a, b) => a - b)) {
    const range = ranges.at(-1);
    if (range && position === range.last + 1) range.last = position;
    else ranges.push({ first: position, last: position });
  }
  return ranges;
}

/** Downloads messages as NDJSON: JSON as it is stored, everything else as JSON strings or base64. */
export function exportMessages(
  streams: Streams,
  info: StreamInfo,
  ranges: readonly PositionRange[],
): ActionForm {
  const count = ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  return {
    title: `Export ${formatMessages(count)} from ${info.path}`,
    text: 'One JSON value per line (NDJSON): JSON messages as they are stored, text as strings, and binary data as { "base64": … }.',
    submit: "Export",
    fields: [],
    async run(values) {
      const parts: BlobPart[] = [];
      let done = 0;
      for (const range of ranges) {
        await readLines(streams, info, range, values.signal, (lines, messages) => {
          parts.push(lines);
          values.progress((done += messages), count);
        });
      }
      save(new Blob(parts, { type: "application/x-ndjson" }), `${info.path.replaceAll("/", "-")}.ndjson`);
      const exported = `Exported ${formatMessages(done)}`;
      return done === count ? exported : `${exported}; ${formatCount(count - done)} no longer available`;
    },
  };
}

/** Skips messages that retention has dropped since the export was requested. */
async function readLines(
  streams: Streams,
  { path, id }: StreamInfo,
  { first, last }: PositionRange,
  signal: AbortSignal,
  take: (lines: BlobPart, messages: number) => void,
): Promise<void> {
  for (let position = first; position <= last;) {
    signal.throwIfAborted();
    const limitMessages = Math.min(1000, last - position + 1);
    let page: PackedPage;
    try {
      page = await streams.readPacked(path, { offset: formatOffset(id, position), limitMessages });
    } catch (error) {
      const earliest = earliestPosition(error) ?? 0;
      // Otherwise the stream itself is gone: it was deleted, and maybe created again.
      if (earliest <= position) throw error;
      position = earliest;
      continue;
    }
    if (page.lengths.length === 0) break;
    take(page.json ? jsonLines(page) : messageLines(page), page.lengths.length);
    position = parseOffset(page.nextOffset).position;
  }
}

/** Puts each message on a line of its own. */
function jsonLines(page: PackedPage): BlobPart {
  const lines = new Uint8Array(page.data.length + page.lengths.length);
  let at = 0;
  for (const message of messagesIn(page)) {
    at = copyJsonLine(message, lines, at);
    if (lines[at - 1] !== 10) lines[at++] = 10;
  }
  return lines.subarray(0, at);
}

function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The download starts only after this function has returned.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
