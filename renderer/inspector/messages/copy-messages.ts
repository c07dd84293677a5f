import { unpackPreview } from "../../../src/protocol/inspection/preview.ts";
import { formatOffset } from "../../../src/protocol/offset.ts";
import type { StreamInfo } from "../../../src/protocol/stream.ts";
import { rangesOf, type PositionRange } from "../actions/export-messages.ts";
import { copyText } from "../clipboard.ts";
import type { Connected } from "../connection/connected.ts";
import { copiedContent } from "../content/copied.ts";
import { withoutLineEnd } from "../content/text.ts";
import { explainInLine } from "../explain.ts";
import { formatCount, formatMessages } from "../format/numbers.ts";

/** More messages are exported, not copied. */
const maxCopied = 1000;
const headBytes = 64 * 1024;

/** Copies messages to the clipboard, one below the other; returns the message to show for it. */
export async function copyMessages(
  connection: Connected,
  { path, id }: StreamInfo,
  positions: readonly number[],
): Promise<string> {
  if (positions.length > maxCopied) return `Select at most ${formatCount(maxCopied)} messages to copy`;
  const texts: string[] = [];
  try {
    for (const range of rangesOf(positions)) texts.push(...(await textsOf(connection, path, id, range)));
  } catch (error) {
    return explainInLine(error);
  }
  return copyText(texts.join("\n"), `Copied ${formatMessages(texts.length)}`);
}

async function textsOf(
  { streams, inspection }: Connected,
  path: string,
  id: number,
  { first, last }: PositionRange,
): Promise<string[]> {
  const texts: string[] = [];
  for (let at = first; at <= last;) {
    const offset = formatOffset(id, at);
    const rows = unpackPreview(
      await inspection.preview(path, { offset, limitMessages: last - at + 1, headBytes }),
    );
    if (rows.length === 0) break;
    for (const { head, byteLength } of rows) {
      const isWhole = head.length === byteLength;
      const whole = { offset: formatOffset(id, at++), limitMessages: 1 };
      const bytes = isWhole ? head : (await streams.readPacked(path, whole)).data;
      texts.push(withoutLineEnd(copiedContent(bytes, false).text));
    }
  }
  return texts;
}
