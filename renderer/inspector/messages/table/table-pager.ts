import { html, type TemplateResult } from "lit";
import "../../column-menu.ts";
import { visibleText } from "../../content/text.ts";
import { formatCount } from "../../format/numbers.ts";
import type { RowSource } from "../list/message-row.ts";
import { labelOf } from "./json-cells.ts";

interface PagerColumns {
  readonly occurring: readonly string[];
  readonly shown: readonly string[];
  /** Whether the user chose those that are shown. */
  readonly isChosen: boolean;
}

interface PagerActions {
  readonly turn: (by: 1 | -1) => void;
  /** Undefined for the default. */
  readonly choose: (columns: readonly string[] | undefined) => void;
}

/** Which rows the page has, with buttons for its neighbours, and its columns to choose from. */
export function tablePager(
  { first, end }: { readonly first: number; readonly end: number },
  source: RowSource,
  { occurring, shown, isChosen }: PagerColumns,
  { turn, choose }: PagerActions,
): TemplateResult {
  const all = occurring.map((name) => ({ name, label: visibleText(labelOf(name)) }));
  return html`<div class="pager">
    <button aria-label="Previous page" ?disabled=${first <= source.first} @click=${() => turn(-1)}>‹</button>
    <button aria-label="Next page" ?disabled=${end >= source.end} @click=${() => turn(1)}>›</button>
    <span role="status"
      >${formatCount(first - source.first + 1)}–${formatCount(end - source.first)} of
      ${formatCount(source.end - source.first)}</span
    >
    <column-menu
      .choices=${{ all, current: shown, isChosen }}
      @columns-change=${(event: CustomEvent<readonly string[] | null>) => choose(event.detail ?? undefined)}
    ></column-menu>
  </div>`;
}
