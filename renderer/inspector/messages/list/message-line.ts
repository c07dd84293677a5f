import { html, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { renderExcerpt, renderLine } from "../../content/render.ts";
import type { ContentView } from "../../content/view.ts";
import { formatBytes, formatExactBytes } from "../../format/numbers.ts";
import { formatExactDate } from "../../format/times.ts";
import type { MessageRow } from "./message-row.ts";
import { timeIn, type TimeMode } from "./time-mode.ts";

/** How a row stands in the list. */
export interface RowPlace {
  readonly index: number;
  /** The number of rows before it. */
  readonly at: number;
  /** The number of rows. */
  readonly count: number;
  /** Pixels from the top of the view. */
  readonly y: number;
  readonly isOpened: boolean;
  readonly isActive: boolean;
  readonly isSelected: boolean;
}

/** A row in the list of messages; without a message while it is not loaded. */
export function messageLine(
  row: MessageRow | undefined,
  view: ContentView,
  times: TimeMode,
  { index, at, count, y, isOpened, isActive, isSelected }: RowPlace,
): TemplateResult {
  return html`<div
    class="row ${isOpened ? "opened" : ""} ${isActive ? "active" : ""}"
    role="option"
    id=${`row-${index}`}
    data-index=${index}
    aria-posinset=${at + 1}
    aria-setsize=${count}
    aria-selected=${isSelected}
    .style=${`transform: translateY(${y}px)`}
  >
    ${row ? guard([row, view, times], () => cells(row, view, times)) : html`<span class="missing">…</span>`}
  </div>`;
}

function cells(row: MessageRow, view: ContentView, times: TimeMode): TemplateResult {
  const { offset, appendedAt, head, size, excerpt } = row;
  return html`
    <span class="offset" title=${offset}><span class="zeros">${leadOf(offset)}</span>${tailOf(offset)}</span>
    <span class="time" title=${formatExactDate(new Date(appendedAt))}>${timeIn(times, appendedAt)}</span>
    <span class="content"
      >${excerpt === undefined ? renderLine(head, head.length < size, view) : renderExcerpt(excerpt)}</span
    >
    <span class="size" title=${formatExactBytes(size)}>${formatBytes(size)}</span>
  `;
}

/** `000000003_0000000`: the part that neighbouring offsets share, which is not shown. */
function leadOf(offset: string): string {
  return offset.slice(0, offset.length - tailOf(offset).length);
}

function tailOf(offset: string): string {
  return /[1-9]\d*$/.exec(offset.slice(offset.indexOf("_") + 1))?.[0] ?? "0";
}
