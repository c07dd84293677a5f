import { html } from "lit";
import { mediaType } from "../../../../src/protocol/content-type.ts";
import type { BrowseOrder, BrowseStream } from "../../../../src/protocol/inspection/browse.ts";
import { visibleText } from "../../content/text.ts";
import {
  formatBytes,
  formatCount,
  formatExactBytes,
  formatMessages,
  formatRate,
} from "../../format/numbers.ts";
import { formatExactDate } from "../../format/times.ts";
import { ago, countdown } from "../../live/countdown.ts";

export interface Column {
  readonly name: string;
  readonly label: string;
  readonly title?: string;
  /** The order to request from the store; undefined for a column that cannot be sorted. */
  readonly order?: BrowseOrder;
  /** Whether the first click sorts in descending order. */
  readonly descending?: boolean;
  readonly numeric?: boolean;
  /** The width in pixels until the user drags it. */
  readonly width: number;
  /** Whether the cell says anything; a column in which none does is hidden. By default, always. */
  readonly hasContent?: (stream: BrowseStream) => boolean;
  /** Shown only if the user chooses it. */
  readonly isOptional?: boolean;
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
    width: 80,
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
    width: 76,
    label: "Bytes",
    order: "bytes",
    descending: true,
    numeric: true,
    cell: ({ info }) => ({ text: formatBytes(info.byteCount), title: formatExactBytes(info.byteCount) }),
  },
  {
    name: "last",
    width: 96,
    label: "Last append",
    order: "lastAppend",
    descending: true,
    cell: ({ lastAppendAt }) =>
      lastAppendAt === undefined
        ? never
        : { text: ago(lastAppendAt), title: formatExactDate(new Date(lastAppendAt)) },
  },
  {
    name: "expires",
    label: "Expires in",
    width: 104,
    order: "deadline",
    hasContent: ({ info }) => info.deadline !== undefined,
    cell: expiry,
  },
  {
    name: "rate",
    width: 70,
    hasContent: ({ appendsPerSecond }) => appendsPerSecond > 0,
    label: "Rate",
    title: "Messages per second, over the last 10 seconds",
    numeric: true,
    cell: ({ appendsPerSecond }) => (appendsPerSecond > 0 ? { text: formatRate(appendsPerSecond) } : none),
  },
  { name: "state", label: "State", width: 66, hasContent: ({ info }) => info.closed, cell: state },
  {
    name: "subscribers",
    width: 48,
    hasContent: ({ subscribers }) => subscribers > 0,
    label: "Subs",
    title: "Live readers in this process",
    numeric: true,
    cell: ({ subscribers }) => (subscribers > 0 ? { text: formatCount(subscribers) } : none),
  },
  {
    name: "forks",
    width: 50,
    hasContent: ({ forks }) => forks > 0,
    label: "Forks",
    numeric: true,
    cell: ({ forks }) => (forks > 0 ? { text: formatCount(forks) } : none),
  },
  {
    name: "type",
    width: 124,
    label: "Type",
    cell: ({ info }) => ({
      text: visibleText(mediaType(info.contentType)),
      title: visibleText(info.contentType),
      quiet: true,
    }),
  },
  {
    name: "tail",
    label: "Tail offset",
    width: 152,
    isOptional: true,
    cell: ({ info }) => ({ text: info.tailOffset, quiet: true }),
  },
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
