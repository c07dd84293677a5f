import type { StreamInfo } from "../../../src/protocol/stream.ts";
import type { Streams } from "../../client/index.ts";
import type { ActionForm } from "./action-form.ts";
import type { MenuItem } from "./action-menu.ts";
import { closeStream, deleteStream, forkStream, setRetention, touchStream } from "./change-stream.ts";
import { exportMessages, type PositionRange } from "./export-messages.ts";
import { importFile } from "./import-file.ts";

/** The messages that can be exported: a selection or all of them (`range`), and the matches of a filter (`found`). */
export interface Exportable {
  readonly range: PositionRange | undefined;
  readonly found: (() => readonly PositionRange[]) | undefined;
}

export function streamActions(
  streams: Streams,
  info: StreamInfo,
  { range, found }: Exportable,
  act: (form: ActionForm) => void,
): MenuItem[] {
  const item = (label: string, form: () => ActionForm): MenuItem => ({ label, choose: () => act(form()) });
  return [
    ...(info.closed ? [] : [item("Import file…", () => importFile(streams, info))]),
    ...(found ? [item("Export search results…", () => exportMessages(streams, info, found()))] : []),
    ...(range ? [item(exportLabel(range, info), () => exportMessages(streams, info, [range]))] : []),
    item("Fork…", () => forkStream(streams, info, info.tailOffset)),
    item("Set retention…", () => setRetention(streams, info)),
    ...(info.ttlSeconds === undefined ? [] : [item("Touch…", () => touchStream(streams, info))]),
    ...(info.closed ? [] : [item("Close…", () => closeStream(streams, info))]),
    { ...item("Delete…", () => deleteStream(streams, info)), danger: true },
  ];
}

function exportLabel({ first, last }: PositionRange, { messageCount }: StreamInfo): string {
  return last - first + 1 < messageCount ? "Export selection…" : "Export all…";
}
