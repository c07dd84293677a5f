import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { moveByKey, plainKey } from "../keys.ts";
import { fireStreamOpen } from "../stream-open.ts";
import { controls } from "../style/controls.ts";
import { clickedIndex, VirtualRows } from "../virtual/virtual-rows.ts";
import { virtualRowsStyles } from "../virtual/virtual-rows-styles.ts";
import type { ColumnLayout } from "./columns/column-layout.ts";
import type { Column } from "./columns/columns.ts";
import { folderCells, streamCells } from "./columns/grid-cells.ts";
import { headHeight, rowHeight, streamGridStyles } from "./stream-grid-styles.ts";
import type { ListQuery, ListRow, StreamRows } from "./stream-rows.ts";

const pathColumn: Column = {
  name: "path",
  label: "Path",
  width: 0,
  order: "path",
  cell: () => ({ text: nothing }),
};

/** The list of streams, as a grid. Fires `stream-open` (`detail`: a path) and `order-change` (`detail`: a `ListQuery`). */
export class StreamGrid extends LitElement {
  static override properties = {
    rows: { attribute: false },
    query: { attribute: false },
    tree: { attribute: false },
    opened: { attribute: false },
    columns: { attribute: false },
    version: { attribute: false },
    active: { state: true },
  };

  declare rows: StreamRows;
  declare query: ListQuery;
  declare tree: boolean;
  /** The path of the open stream. */
  declare opened: string | undefined;
  declare columns: ColumnLayout;
  declare version: number;
  /** The row with the keyboard cursor, identified by its key, so that it keeps the cursor when rows come and go. */
  declare private active: { readonly index: number; readonly key: string } | undefined;
  readonly #virtual = new VirtualRows(this, {
    rowHeight,
    headHeight,
    onScroll: () => (this.#toReveal = undefined),
  });
  /** The open stream, until its row is in view or the user scrolls. */
  #toReveal: string | undefined;

  #shown: readonly Column[] = [];
  /** The column whose edge the user drags: its width is `from` plus what the pointer has moved since. */
  #dragged: { readonly column: Column; readonly from: number } | undefined;

  static override styles = [controls, virtualRowsStyles, streamGridStyles];

  /** Focuses the rows. */
  focusRow(): void {
    if (this.#activeIndex() === undefined) this.#move(this.#openedIndex() ?? this.#virtual.inView.first);
    this.renderRoot.querySelector<HTMLElement>(".view")?.focus({ preventScroll: true });
  }

  protected override willUpdate(changed: PropertyValues): void {
    // Not on the first render, which is at the top anyway: setting the position forces a layout.
    if (changed.get("query") !== undefined) this.#virtual.scrollToTop(0);
    if (changed.has("opened") || changed.has("rows")) this.#toReveal = this.opened;
    this.#reveal();
  }

  protected override updated(): void {
    const { first, last } = this.#virtual.inView;
    this.rows.setVisible(first, last);
  }

  protected override render(): TemplateResult {
    this.#virtual.setCount(this.rows.length);
    const { first, last } = this.#virtual.inView;
    const active = this.#activeIndex();
    this.#layOutColumns(first, last);
    const shown: TemplateResult[] = [];
    for (let at = first; at <= last; at++) shown.push(this.#row(this.rows.row(at), at, at === active));
    const minWidth = this.columns.isChosen ? this.columns.minWidth(this.#shown) : 0;
    const inView = active !== undefined && active >= first && active <= last;
    return html`<div class="scroller ${minWidth > this.#virtual.viewWidth ? "wide" : ""}" tabindex="-1">
      <div class="sizer" .style=${`height: ${this.#virtual.height}px; width: ${minWidth}px`}></div>
      <div
        class="view"
        role=${this.tree ? "treegrid" : "grid"}
        tabindex="0"
        aria-label="Streams"
        aria-rowcount=${this.rows.length + 1}
        aria-colcount=${this.#shown.length + 1}
        aria-activedescendant=${inView ? `row-${active}` : nothing}
        .style=${`${this.#virtual.viewStyle}; min-width: ${minWidth}px; --columns: ${this.columns.tracks(this.#shown)}`}
        @keydown=${(event: KeyboardEvent) => this.#onKey(event)}
      >
        <div class="head" role="row" aria-rowindex="1">
          ${[pathColumn, ...this.#shown].map((column) => this.#header(column))}
        </div>
        <div class="rows" role="rowgroup" @click=${(event: MouseEvent) => this.#onClick(event)}>${shown}</div>
      </div>
    </div>`;
  }

  #reveal(): void {
    const index = this.#toReveal === undefined ? undefined : this.rows.indexOf(this.#toReveal);
    if (index === undefined || this.#virtual.viewHeight === 0) return;
    this.#toReveal = undefined;
    this.#virtual.reveal(index);
  }

  #layOutColumns(first: number, last: number): void {
    for (let at = first; at <= last; at++) {
      const row = this.rows.row(at);
      if (row?.kind === "stream") this.columns.see(row.stream);
    }
    this.#shown = this.columns.shown(this.#virtual.viewWidth);
  }

  #header(column: Column): TemplateResult {
    const { name, label, title, order, numeric, descending } = column;
    const sorted = order !== undefined && (this.query.orderBy ?? "path") === order;
    const direction = this.query.descending ? "descending" : "ascending";
    return html`<div
      class="cell ${name} ${numeric ? "number" : ""}"
      role="columnheader"
      title=${title ?? nothing}
      aria-sort=${order === undefined ? nothing : sorted ? direction : "none"}
    >
      ${
        order === undefined
          ? label
          : html`<button
              class="sort"
              tabindex="-1"
              @click=${() => this.#sortBy(order, sorted ? !this.query.descending : (descending ?? false))}
            >
              ${label}<span aria-hidden="true">${sorted ? (this.query.descending ? " ↓" : " ↑") : ""}</span>
            </button>`
      }
      ${column === pathColumn ? nothing : this.#edge(column)}
    </div>`;
  }

  /** The left edge of a column: columns end at the right of the list, so dragging it to the left widens the column. */
  #edge(column: Column): TemplateResult {
    return html`<span
      class="edge"
      title="Drag to resize; double-click to reset"
      @pointerdown=${(event: PointerEvent) => {
        (event.target as Element).setPointerCapture(event.pointerId);
        this.#dragged = { column, from: this.columns.widthOf(column) + event.clientX };
      }}
      @pointermove=${(event: PointerEvent) => this.#onDrag(event)}
      @pointerup=${() => (this.#dragged = undefined)}
      @pointercancel=${() => (this.#dragged = undefined)}
      @dblclick=${() => this.#resize(column, undefined)}
    ></span>`;
  }

  #onDrag({ clientX }: PointerEvent): void {
    if (this.#dragged) this.#resize(this.#dragged.column, this.#dragged.from - clientX);
  }

  #resize(column: Column, width: number | undefined): void {
    this.columns.resize(column, width);
    this.requestUpdate();
  }

  #row(row: ListRow | undefined, at: number, active: boolean): TemplateResult {
    const path = row?.kind === "stream" ? row.stream.info.path : undefined;
    return html`<div
      class="row ${active ? "active" : ""} ${row?.kind ?? "missing"}"
      role="row"
      id=${`row-${at}`}
      data-index=${at}
      aria-rowindex=${at + 2}
      aria-level=${this.tree && row ? row.depth + 1 : nothing}
      aria-expanded=${row?.kind === "folder" ? row.open : nothing}
      aria-selected=${active}
      aria-current=${path !== undefined && path === this.opened ? "true" : nothing}
      .style=${`transform: translateY(${this.#virtual.y(at)}px); --depth: ${row?.depth ?? 0}`}
    >
      ${row?.kind === "stream" ? streamCells(row, this.#shown) : row?.kind === "folder" ? folderCells(row) : html`<div class="cell path" role="gridcell">…</div>`}
    </div>`;
  }

  #onClick(event: MouseEvent): void {
    const index = clickedIndex(event);
    if (index === undefined) return;
    this.#move(index);
    this.#choose();
  }

  #onKey(event: KeyboardEvent): void {
    const key = plainKey(event);
    const from = this.#activeIndex();
    const row = from === undefined ? undefined : this.rows.row(from);
    const moved = moveByKey(key, from ?? -1, {
      first: 0,
      last: this.rows.length - 1,
      page: this.#virtual.pageRows,
    });
    if (key === "Enter" || key === " ") this.#choose();
    else if (key === "ArrowRight" && row?.kind === "folder") this.#toggle(row.folder.path, true);
    else if (key === "ArrowLeft" && row) this.#leave(row, from!);
    else if (moved === undefined) return;
    else this.#move(moved);
    event.preventDefault();
  }

  /** Collapses the folder, or moves to its parent. */
  #leave(row: ListRow, from: number): void {
    if (row.kind === "folder" && row.open) return this.#toggle(row.folder.path, false);
    for (let at = from - 1; at >= 0; at--) {
      const above = this.rows.row(at);
      if (above && above.depth < row.depth) return this.#move(at);
    }
  }

  #choose(): void {
    const index = this.#activeIndex();
    const row = index === undefined ? undefined : this.rows.row(index);
    if (row?.kind === "stream") fireStreamOpen(this, row.stream.info.path);
    else if (row?.kind === "folder") this.#toggle(row.folder.path, !row.open);
  }

  #toggle(folder: string, open: boolean): void {
    this.rows.toggle(folder, open);
  }

  #move(index: number): void {
    this.active = { index, key: keyOf(this.rows.row(index)) };
    this.#virtual.reveal(index);
  }

  /** The current index of the active row. */
  #activeIndex(): number | undefined {
    const { active } = this;
    if (!active) return undefined;
    if (active.key === "" || keyOf(this.rows.row(active.index)) === active.key) return active.index;
    const moved = this.#indexOf(active.key);
    return moved ?? Math.min(active.index, this.rows.length - 1);
  }

  #openedIndex(): number | undefined {
    return this.opened === undefined ? undefined : this.#indexOf(this.opened);
  }

  #indexOf(key: string): number | undefined {
    const { first, last } = this.#virtual.inView;
    for (let at = Math.max(0, first - 100); at <= last + 100; at++)
      if (keyOf(this.rows.row(at)) === key) return at;
    return undefined;
  }

  #sortBy(orderBy: ListQuery["orderBy"], descending: boolean): void {
    const detail: ListQuery = { ...this.query, ...(orderBy && { orderBy }), descending };
    this.dispatchEvent(new CustomEvent("order-change", { detail }));
  }
}

customElements.define("stream-grid", StreamGrid);

function keyOf(row: ListRow | undefined): string {
  if (!row) return "";
  return row.kind === "stream"
    ? row.stream.info.path
    : row.kind === "folder"
      ? row.folder.path
      : `${row.folder} more`;
}
