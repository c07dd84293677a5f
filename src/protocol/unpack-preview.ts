import type { PreviewPage, PreviewRow } from "./inspection.ts";
import { offsetsOf } from "./offset.ts";

/** The rows of a page; their heads are views into its one buffer. */
export function unpackPreview(page: PreviewPage): PreviewRow[] {
  const { heads, headLengths, byteLengths, appendedAt, position } = page;
  const offsetAt = offsetsOf(page.streamId);
  const rows = new Array<PreviewRow>(headLengths.length);
  let start = 0;
  for (let i = 0; i < rows.length; i++) {
    const end = start + headLengths[i]!;
    rows[i] = {
      offset: offsetAt(position + i + 1),
      byteLength: byteLengths[i]!,
      appendedAt: appendedAt[i]!,
      head: heads.subarray(start, end),
    };
    start = end;
  }
  return rows;
}
