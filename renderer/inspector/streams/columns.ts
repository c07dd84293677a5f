import { html } from "lit";
import { mediaType } from "../../../src/protocol/content-type.ts";
import type { BrowseOrder, BrowseStream } from "../../../src/protocol/inspection/browse.ts";
import { visibleText } from "../content/text.ts";
import { formatBytes, formatCount, formatExactBytes, formatMessages, formatRate } from "../format/numbers.ts";
import { formatExactDate } from "../format/times.ts";
import { ago, countdown } from "../live/countdown.ts";

export interface Column {
  readonly name: string;
  readonly label: string;
  readonly title?: string;
  /** The order to request from the store; undefined for a column that cannot be sorted. */
  readonly order?: BrowseOrder;
  /** Whether the first click sorts in descending order. */
  readonly descending?: boolean;
  readonly numeric?: boolean;
  cell(stream: BrowseStream): Cell;
}

/** The content of a cell, with as few elements as possible: scrolling renders thousands of them. */
export interface Cell {
  readonly text: unknown;
  readonly title?: string;
  readonly quiet?: boolean;
}

/** A stream that expires within this time, in milliseconds, is marked. */
const soonMs = 10 * 60_000;

const none: Cell = { text: "–", quiet: true };
const never: Cell = { text: "never", quiet: true };

/** The columns after the path, which comes first and is always visible. */
export const columns: readonly Column[] = [
  {
    name: "messages",
    label: "Messages",
    order: "messages",
    descending: true,
    numeric: true,
    cell: ({ info }) => ({
      text: formatCount(info.messageCount),
      title: formatMessages(info.messageCount),
    }),
  },
  {
    name: "bytes",
    label: "Bytes",
    order: "bytes",
    descending: true,
    numeric: true,
    cell: ({ info }) => ({ text: formatBytes(info.byteCount), title: formatExactBytes(info.byteCount) }),
  },
  {
    name: "last",
    label: "Last append",
    order: "lastAppend",
    descending: true,
    cell: ({ lastAppendAt }) =>
      lastAppendAt === undefined
        ? never
        : { text: ago(lastAppendAt), title: formatExactDate(new Date(lastAppendAt)) },
  },
  { name: "expires", label: "Expires in", order: "deadline", cell: expiry },
  {
    name: "rate",
    label: "Rate",
    title: "Messages per second, over the last 10 seconds",
    numeric: true,
    cell: ({ appendsPerSecond }) => (appendsPerSecond > 0 ? { text: formatRate(appendsPerSecond) } : none),
  },
  { name: "state", label: "State", cell: state },
  {
    name: "subscribers",
    label: "Subs",
    title: "Live readers in this process",
    numeric: true,
    cell: ({ subscribers }) => (subscribers > 0 ? { text: formatCount(subscribers) } : none),
  },
  {
    name: "forks",
    label: "Forks",
    numeric: true,
    cell: ({ forks }) => (forks > 0 ? { text: formatCount(forks) } : none),
  },
  {
    name: "type",
    label: "Type",
    cell: ({ info }) => ({
      text: visibleText(mediaType(info.contentType)),
      title: visibleText(info.contentType),
      quiet: true,
    }),
  },
  { name: "tail", label: "Tail offset", cell: ({ info }) => ({ text: info.tailOffset, quiet: true }) },
];

function expiry({ info: { deadline } }: BrowseStream): Cell {
  if (!deadline) return never;
  const title = `Expires at ${formatExactDate(deadline)}`;
  if (deadline.getTime() - Date.now() >= soonMs) return { text: countdown(deadline), title };
  const badge = html`<span class="soon"
    ><span class="hidden">expires soon: </span>${countdown(deadline)}</span
  >`;
  return { text: badge, title };
}

function state({ info: { closed } }: BrowseStream): Cell {
  return closed
    ? { text: html`<span class="badge closed">closed</span>`, title: "Nothing can be appended" }
    : { text: html`<span class="badge open">open</span>` };
}
