import { formatOffset, parseOffset } from "../../../src/protocol/offset.ts";
import type { PackedPage } from "../../../src/protocol/packed-page.ts";
import type { StreamInfo } from "../../../src/protocol/stream.ts";
import type { Streams } from "../../client/index.ts";
import { earliestPosition } from "../explain.ts";
import { formatMessages } from "../format/numbers.ts";
import type { ActionForm } from "./action-form.ts";

/** Messages at `first` to `last`, both included, by position. */
export interface PositionRange {
  readonly first: number;
  readonly last: number;
}

/** Positions in any order, as few ranges in the order of the stream. */
export function rangesOf(positions: readonly number[]): PositionRange[] {
  const ranges: { first: number; last: number }[] = [];
  for (const position of positions.toSorted((a, b) => a - b)) {
    const range = ranges.at(-1);
    if (range && position === range.last + 1) range.last = position;
    else ranges.push({ first: position, last: position });
  }
  return ranges;
}

/** Writes messages to a file as NDJSON: JSON as it was written, all else as JSON strings or base64. */
export function exportMessages(
  streams: Streams,
  info: StreamInfo,
  ranges: readonly PositionRange[],
): ActionForm {
  const count = ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  return {
    title: `Export ${formatMessages(count)} of ${info.path}`,
    text: 'One JSON value a line (NDJSON): JSON messages as they were written, text as strings, and bytes that are no text as { "base64": … }.',
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
      return done === count ? exported : `${exported}; ${count - done} no longer kept`;
    },
  };
}

/** Passes over messages that retention has dropped meanwhile: an export is what there still is. */
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
      // Without a later position the stream was deleted, and maybe created again.
      if (earliest <= position) throw error;
      position = earliest;
      continue;
    }
    if (page.lengths.length === 0) break;
    take(page.json ? jsonLines(page) : otherLines(page), page.lengths.length);
    position = parseOffset(page.nextOffset).position;
  }
}

/** The commas between the messages become line feeds; those that messages hold themselves are no line ends. */
function jsonLines({ data, lengths }: PackedPage): BlobPart {
  const lines = new Uint8Array(data.length + 1);
  let at = 0;
  for (const length of lengths) {
    for (let i = 0; i < length; i++)
      lines[at + i] = data[at + i] === 10 || data[at + i] === 13 ? 32 : data[at + i]!;
    at += length;
    lines[at++] = 10;
  }
  return lines.subarray(0, at);
}

function otherLines({ data, lengths }: PackedPage): BlobPart {
  let lines = "";
  let at = 0;
  for (const length of lengths) {
    lines += `${JSON.stringify(asJson(data.subarray(at, at + length)))}\n`;
    at += length;
  }
  return lines;
}

function asJson(bytes: Uint8Array): unknown {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    let binary = "";
    for (const byte of bytes) binary += String.fromCharCode(byte);
    return { base64: btoa(binary) };
  }
}

function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // Not at once: the download begins a moment later.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
