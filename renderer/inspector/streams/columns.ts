import { html, nothing, type TemplateResult } from "lit";
import { mediaType } from "../../../src/protocol/content-type.ts";
import type { BrowseOrder, BrowseStream } from "../../../src/protocol/inspection.ts";
import { visibleText } from "../content/text.ts";
import { formatBytes, formatCount, formatExactBytes, formatMessages, formatRate } from "../format/numbers.ts";
import { formatExactDate } from "../format/times.ts";
import { ago, countdown } from "../live/countdown.ts";

export interface Column {
  readonly name: string;
  readonly label: string;
  readonly title?: string;
  /** What the store sorts by, if it does. */
  readonly order?: BrowseOrder;
  /** Whether the largest comes first when it is chosen. */
  readonly descending?: boolean;
  readonly numeric?: boolean;
  cell(stream: BrowseStream): unknown;
}

/** A stream with less time than this is about to expire, in milliseconds. */
const soonMs = 10 * 60_000;

/** After the path, which is the first and always in view. */
export const columns: readonly Column[] = [
  {
    name: "messages",
    label: "Messages",
    order: "messages",
    descending: true,
    numeric: true,
    cell: ({ info }) => titled(formatCount(info.messageCount), formatMessages(info.messageCount)),
  },
  {
    name: "bytes",
    label: "Bytes",
    order: "bytes",
    descending: true,
    numeric: true,
    cell: ({ info }) => titled(formatBytes(info.byteCount), formatExactBytes(info.byteCount)),
  },
  {
    name: "last",
    label: "Last append",
    order: "lastAppend",
    descending: true,
    cell: ({ lastAppendAt }) =>
      lastAppendAt === undefined
        ? quiet("never")
        : titled(ago(lastAppendAt), formatExactDate(new Date(lastAppendAt))),
  },
  {
    name: "rate",
    label: "Rate",
    title: "Messages appended per second, over the last ten seconds",
    numeric: true,
    cell: ({ appendsPerSecond }) => (appendsPerSecond > 0 ? formatRate(appendsPerSecond) : quiet("–")),
  },
  { name: "expires", label: "Expires in", order: "deadline", cell: expiry },
  { name: "state", label: "State", cell: state },
  {
    name: "subscribers",
    label: "Subs",
    title: "Live readers in this process",
    numeric: true,
    cell: ({ subscribers }) => (subscribers > 0 ? formatCount(subscribers) : quiet("–")),
  },
  {
    name: "forks",
    label: "Forks",
    numeric: true,
    cell: ({ forks }) => (forks > 0 ? formatCount(forks) : quiet("–")),
  },
  {
    name: "type",
    label: "Type",
    cell: ({ info }) => titled(visibleText(mediaType(info.contentType)), visibleText(info.contentType)),
  },
  {
    name: "tail",
    label: "Tail offset",
    cell: ({ info }) => html`<span class="mono">${info.tailOffset}</span>`,
  },
];

function expiry({ info: { deadline } }: BrowseStream): TemplateResult {
  if (!deadline) return quiet("never");
  const soon = deadline.getTime() - Date.now() < soonMs;
  return html`<span class=${soon ? "soon" : ""} title=${`Expires at ${formatExactDate(deadline)}`}
    >${soon ? html`<span class="hidden">expires soon: </span>` : nothing}${countdown(deadline)}</span
  >`;
}

function state({ info: { closed } }: BrowseStream): TemplateResult {
  return closed
    ? html`<span class="badge closed" title="Nothing can be appended any more">closed</span>`
    : html`<span class="badge open">open</span>`;
}

function titled(value: unknown, title: string): TemplateResult {
  return html`<span title=${title}>${value}</span>`;
}

function quiet(text: string): TemplateResult {
  return html`<span class="never">${text}</span>`;
}
