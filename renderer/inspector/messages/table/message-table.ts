import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { StreamInfo } from "../../../../src/protocol/stream.ts";
import type { Connected } from "../../connection/connected.ts";
import { Marks, markStyles } from "../../content/marks.ts";
import { contentStyles } from "../../content/render.ts";
import { explainInLine } from "../../explain.ts";
import { moveByKey, plainKey } from "../../keys.ts";
import { controls } from "../../style/controls.ts";
import { clickedIndex } from "../../virtual/virtual-rows.ts";
import type { RowSource } from "../list/message-row.ts";
import type { TimeMode } from "../list/time-mode.ts";
import type { FollowState } from "../position-bar.ts";
import { columnsIn } from "./json-cells.ts";
import { messageTableStyles } from "./message-table-styles.ts";
import { chosenColumns, defaultColumns } from "./table-columns.ts";
import { revealRow } from "./reveal-row.ts";
import { headCell, rowCells } from "./table-cells.ts";
import { pageRows, TablePage, type TableRow } from "./table-page.ts";
import { tablePager } from "./table-pager.ts";
import { sortedRows, type TableOrder } from "./table-order.ts";

/** Rows that Page Up and Page Down move by. */
const rowsPerKey = 10;

/**
 * A page of JSON messages as a table with a column for each key, sorted within the page. Fires `row-open` (`detail`: a
 * `MessageRow`), `detail-close`, and `follow-change` (`detail`: whether to follow).
 */
export class MessageTable extends LitElement {
  static override properties = {
    connection: { attribute: false },
    info: { attribute: false },
    source: { attribute: false },
    opened: { attribute: false },
    follow: { attribute: false },
    sought: { attribute: false },
    times: { attribute: false },
    version: { attribute: false },
    first: { state: true },
    order: { state: true },
    active: { state: true },
    chosen: { state: true },
  };

  declare connection: Connected;
  declare info: StreamInfo;
  declare source: RowSource;
  /** The position of the open message. */
  declare opened: number | undefined;
  declare follow: FollowState;
  /** The text to mark. */
  declare sought: string | undefined;
  declare times: TimeMode;
  /** Counts the changes of `source`, which stays the same object. */
  declare version: number;
  /** The index of the first message of the page in the source. */
  declare private first: number;
  /** Undefined for the order of the source. */
  declare private order: TableOrder | undefined;
  /** The position of the message with the keyboard cursor. */
  declare private active: number | undefined;
  /** The columns that the user chose. */
  declare private chosen: readonly string[] | undefined;
  readonly #marks = new Marks();
  #page!: TablePage;
  #rows: readonly TableRow[] = [];
  #columns: readonly string[] = [];
  /** Whether the active row is to be scrolled to. */
  #toReveal = false;
  /** The position of a message to open once its row is read. */
  #toOpen: number | undefined;

  static override styles = [controls, contentStyles, markStyles, messageTableStyles];

  constructor() {
    super();
    this.first = 0;
    this.follow = "off";
    this.times = "local";
    this.version = 0;
  }

  focusRow(): void {
    this.active ??= this.#rows[0]?.position;
    this.renderRoot.querySelector("table")?.focus({ preventScroll: true });
  }

  /** Selects a row of the source, and shows the page that begins with it; near the end, the last page. */
  showFirst(index: number): void {
    this.first = Math.min(index, Math.max(this.source.first, this.source.end - pageRows));
    this.#select(index);
  }

  /** Selects a row of the source, on its page. */
  showBetween(index: number): void {
    if (index < this.#page.first || index >= this.#page.end) this.first = this.#pageOf(index);
    this.#select(index);
  }

  /** Opens the next or previous row of the source. */
  step(by: number): void {
    const { first, end } = this.source;
    const from = this.active === undefined ? undefined : this.source.indexOf(this.active);
    const index = Math.max(first, Math.min(end - 1, (from ?? (by > 0 ? first - 1 : end)) + by));
    if (first === end) return;
    this.showBetween(index);
    if (this.opened !== undefined) this.#toOpen = this.source.positionAt(index);
  }

  clearSelection(): void {
    // There is no selection of several messages.
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#marks.clear();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get("info");
    if (changed.has("connection") || (changed.has("info") && before?.id !== this.info.id)) this.#start();
    if (changed.has("source")) this.#onSource();
    const { first, end } = this.source;
    if (this.follow === "on") this.first = Math.max(first, end - pageRows);
    else this.first = Math.max(first, Math.min(this.first, end - 1));
    this.#page.show(this.source, this.first);
    this.#columns = columnsIn(this.#page.rows.map(({ cells }) => cells));
    this.#rows = sortedRows(this.#page.rows, this.order);
  }

  protected override updated(): void {
    this.#marks.show(this.renderRoot.querySelectorAll("td.value"), this.sought);
    if (this.#toOpen !== undefined) this.#openRow(this.#toOpen);
    if (this.follow === "on" && !this.order) this.#scroller.scrollTop = this.#scroller.scrollHeight;
    else if (this.#toReveal) this.#toReveal = !revealRow(this.#scroller, "tr.active");
  }

  protected override render(): TemplateResult {
    const shown = this.#shown;
    const active = this.#rows.findIndex(({ position }) => position === this.active);
    return html`
      ${this.#page.problem ? html`<p class="problem" role="alert">${explainInLine(this.#page.problem)}</p>` : nothing}
      <div class="scroller" tabindex="-1" @scroll=${() => this.#onScroll()}>
        <table
          role="grid"
          tabindex="0"
          aria-label="Messages"
          aria-rowcount=${this.source.end - this.source.first + 1}
          aria-activedescendant=${active === -1 ? nothing : `row-${active}`}
          @keydown=${(event: KeyboardEvent) => this.#onKey(event)}
          @click=${(event: MouseEvent) => this.#onClick(event)}
        >
          <thead>
            <tr>
              ${["offset", "time", ...shown, "size"].map((column) =>
                headCell(column, this.#page.rows, this.order, () => this.#sortBy(column)),
              )}
            </tr>
          </thead>
          <tbody>
            ${this.#rows.map(
              (row, at) =>
                html`<tr
                  class=${row.position === this.active ? "active" : ""}
                  id=${`row-${at}`}
                  data-index=${at}
                  aria-rowindex=${row.index - this.source.first + 2}
                  aria-selected=${row.position === (this.opened ?? this.active)}
                >
                  ${rowCells(row, shown, this.times)}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      ${this.#pager(shown)}
    `;
  }

  #pager(shown: readonly string[]): TemplateResult {
    const { source, chosen } = this;
    const columns = { occurring: this.#columns, shown, isChosen: chosen !== undefined };
    return tablePager(this.#page, source, columns, {
      turn: (by) => this.#turn(by),
      choose: (names) => this.#choose(names),
    });
  }

  /** The chosen columns that occur on the page; before the user chooses, the first ones. */
  get #shown(): readonly string[] {
    const { chosen } = this;
    if (!chosen) return this.#columns.slice(0, defaultColumns);
    return this.#columns.filter((column) => chosen.includes(column));
  }

  #start(): void {
    this.#page = new TablePage(this.connection, this.info, () => this.requestUpdate());
    this.chosen = chosenColumns.of(this.info.path);
    this.order = undefined;
  }

  /** Shows the page with the open message, if the new source has it. */
  #onSource(): void {
    const { opened, source } = this;
    const index = opened === undefined ? undefined : source.indexOf(opened);
    this.active = index === undefined ? undefined : opened;
    this.first = index === undefined ? source.first : this.#pageOf(index);
    this.#toReveal = true;
  }

  /** The first row of the page with a row, where pages are counted from the start. */
  #pageOf(index: number): number {
    const { first } = this.source;
    return first + Math.floor((index - first) / pageRows) * pageRows;
  }

  #choose(columns: readonly string[] | undefined): void {
    this.chosen = columns;
    chosenColumns.keep(this.info.path, columns);
  }

  #sortBy(column: string): void {
    const { order } = this;
    if (order?.column !== column) this.order = { column, descending: false };
    else this.order = order.descending ? undefined : { column, descending: true };
  }

  #turn(by: 1 | -1): void {
    this.#pause();
    this.first = Math.max(this.source.first, this.#page.first + by * pageRows);
    this.active = undefined;
    this.#scroller.scrollTop = 0;
  }

  #select(index: number): void {
    this.active = this.source.positionAt(index);
    this.#toReveal = true;
  }

  #onScroll(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    if (this.follow === "on" && !this.order && scrollTop + clientHeight < scrollHeight - 1) this.#pause();
  }

  #onClick(event: MouseEvent): void {
    const at = clickedIndex(event);
    const row = at === undefined ? undefined : this.#rows[at];
    this.#open(row?.position);
  }

  #onKey(event: KeyboardEvent): void {
    if (event.target !== event.currentTarget) return;
    const key = plainKey(event);
    const from = this.#rows.findIndex(({ position }) => position === this.active);
    const moved = moveByKey(key, from, { first: 0, last: this.#rows.length - 1, page: rowsPerKey });
    if (key === "Enter" || key === " ") this.#open(this.#rows[Math.max(0, from)]?.position);
    else if (key === "Escape") this.#fire("detail-close");
    else if (moved === undefined) return;
    else this.#move(this.#rows[moved]?.position);
    event.preventDefault();
  }

  #move(position: number | undefined): void {
    this.#pause();
    this.active = position;
    this.#toReveal = true;
    if (this.opened !== undefined && position !== undefined) this.#openRow(position);
  }

  #open(position: number | undefined): void {
    if (position === undefined) return;
    this.#pause();
    this.active = position;
    this.#toReveal = true;
    this.#openRow(position);
  }

  #openRow(position: number): void {
    const detail = this.#rows.find((row) => row.position === position);
    this.#toOpen = detail ? undefined : position;
    if (detail) this.dispatchEvent(new CustomEvent("row-open", { detail }));
  }

  #pause(): void {
    if (this.follow !== "on") return;
    this.follow = "paused";
    this.#fire("follow-change", false);
  }

  get #scroller(): HTMLElement {
    return this.renderRoot.querySelector<HTMLElement>(".scroller")!;
  }

  #fire(name: string, detail?: boolean): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

customElements.define("message-table", MessageTable);
