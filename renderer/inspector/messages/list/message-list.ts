import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { contentStyles, renderLine } from "../../content/render.ts";
import type { ContentView } from "../../content/view.ts";
import { formatBytes, formatExactBytes } from "../../format/numbers.ts";
import { formatClock, formatExactDate } from "../../format/times.ts";
import { moveByKey, plainKey } from "../../keys.ts";
import { controls } from "../../style/controls.ts";
import { clickedIndex, VirtualRows } from "../../virtual/virtual-rows.ts";
import { virtualRowsStyles } from "../../virtual/virtual-rows-styles.ts";
import { messageListStyles, rowHeight } from "./message-list-styles.ts";
import type { RowSource } from "./message-row.ts";
import type { FollowState } from "../position-bar.ts";
import { RowSelection, type RowRange } from "./row-selection.ts";

/** The number of rows to read ahead of the view. */
const rowsAhead = 40;

/**
 * The rows of a source. Fires `message-open` (`detail`: the index), `selection-change` (`detail`: a `RowRange`),
 * `detail-close`, and `follow-change` (`detail`: whether to follow) when the user scrolls away from the tail or back to it.
 */
export class MessageList extends LitElement {
  static override properties = {
    source: { attribute: false },
    view: { attribute: false },
    opened: { attribute: false },
    follow: { attribute: false },
    version: { attribute: false },
  };

  declare source: RowSource;
  declare view: ContentView;
  /** The index of the open message. */
  declare opened: number | undefined;
  declare follow: FollowState;
  /** Counts the changes of `source`, which stays the same object. */
  declare version: number;

  readonly #selection = new RowSelection();
  #first = 0;
  /** The scroll position at the last scroll event. */
  #lastTop = 0;
  readonly #rows = new VirtualRows(this, {
    rowHeight,
    onScroll: () => this.#onScroll(),
  });

  static override styles = [controls, contentStyles, virtualRowsStyles, messageListStyles];

  constructor() {
    super();
    this.view = "text";
    this.follow = "off";
    this.version = 0;
  }

  /** Makes `index` the first row in view. */
  showFirst(index: number): void {
    this.#selection.move(index);
    this.#rows.scrollToTop((index - this.source.first) * rowHeight);
  }

  /** Focuses the list. */
  focusRow(): void {
    this.#selection.ensure(this.source.first + this.#rows.inView.first, this.source);
    this.requestUpdate();
    this.#box?.focus({ preventScroll: true });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("source")) {
      this.#selection.clear();
      this.#rows.scrollToTop(0);
    }
    if (this.follow === "on") this.#rows.scrollToEnd();
    // Keeps the visible rows in place when retention drops rows before them.
    else if (!changed.has("source") && this.#first !== this.source.first)
      this.#rows.scrollToTop(this.#rows.top - (this.source.first - this.#first) * rowHeight);
    this.#first = this.source.first;
  }

  protected override updated(): void {
    const { first, last } = this.#rows.inView;
    const { first: start } = this.source;
    this.source.setVisible(start + first, start + last + rowsAhead);
  }

  protected override render(): TemplateResult {
    const { source } = this;
    this.#rows.setCount(source.end - source.first);
    const { first, last } = this.#rows.inView;
    const rows: TemplateResult[] = [];
    for (let at = first; at <= last; at++) rows.push(this.#row(source.first + at, at));
    return html`
      <div class="head" aria-hidden="true">
        <span>Offset</span><span class="time">Appended</span><span>Content</span
        ><span class="size">Size</span>
      </div>
      <div class="scroller" tabindex="-1">
        <div class="sizer" .style=${`height: ${this.#rows.height}px`}></div>
        <div
          class="view"
          role="listbox"
          tabindex="0"
          aria-label="Messages"
          aria-multiselectable="true"
          aria-activedescendant=${this.#activeId(first, last) ?? nothing}
          @keydown=${(event: KeyboardEvent) => this.#onKey(event)}
          @click=${(event: MouseEvent) => this.#onClick(event)}
        >
          ${rows}
        </div>
      </div>
    `;
  }

  /** Rows are recycled: after a scroll, the same elements show other messages. */
  #row(index: number, at: number): TemplateResult {
    const { source } = this;
    const row = source.row(index);
    return html`<div
      class="row ${index === this.opened ? "opened" : ""} ${index === this.#selection.active ? "active" : ""}"
      role="option"
      id=${`row-${index}`}
      data-index=${index}
      aria-posinset=${at + 1}
      aria-setsize=${source.end - source.first}
      aria-selected=${this.#selection.has(index) || index === this.opened}
      .style=${`transform: translateY(${this.#rows.y(at)}px)`}
    >
      ${
        row
          ? guard(
              [row, this.view],
              () => html`
                <span class="offset"
                  ><span class="zeros">${leadOf(row.offset)}</span>${tailOf(row.offset)}</span
                >
                <span class="time" title=${formatExactDate(new Date(row.appendedAt))}
                  >${formatClock(row.appendedAt)}</span
                >
                <span class="content">${renderLine(row.head, row.head.length < row.size, this.view)}</span>
                <span class="size" title=${formatExactBytes(row.size)}>${formatBytes(row.size)}</span>
              `,
            )
          : html`<span class="missing">…</span>`
      }
    </div>`;
  }

  #activeId(first: number, last: number): string | undefined {
    const { active } = this.#selection;
    if (active === undefined) return undefined;
    const at = active - this.source.first;
    return at >= first && at <= last ? `row-${active}` : undefined;
  }

  #onScroll(): void {
    const isDown = this.#rows.top > this.#lastTop;
    this.#lastTop = this.#rows.top;
    // Even the first step of a smooth scroll, of a pixel or two, pauses following.
    if (this.follow === "on" && this.#rows.below > 0.5) this.#pause();
    else if (this.follow === "paused" && isDown && this.#rows.below < 4) this.#fire("follow-change", true);
  }

  #onClick(event: MouseEvent): void {
    const index = clickedIndex(event);
    // A click that ends a text selection does not open the row.
    if (index === undefined || (selectedText(this.renderRoot) !== "" && !event.shiftKey)) return;
    if (event.shiftKey) this.#extend(index);
    else this.#open(index);
  }

  #onKey(event: KeyboardEvent): void {
    const key = plainKey(event);
    const { first, end } = this.source;
    const { active } = this.#selection;
    const from = active ?? first + this.#rows.inView.first - 1;
    const moved = moveByKey(key, from, { first, last: end - 1, page: this.#rows.pageRows });
    if (key === "Enter" || key === " ") this.#open(active ?? from + 1);
    else if (key === "Escape") this.#fire("detail-close");
    else if (moved === undefined) return;
    else if (event.shiftKey) this.#extend(moved);
    else this.#move(moved);
    event.preventDefault();
  }

  #move(index: number): void {
    this.#pause();
    this.#selection.move(index);
    this.#reveal(index);
    if (this.opened !== undefined) this.#fire("message-open", index);
    this.#fire("selection-change", this.#selection.range);
  }

  #open(index: number): void {
    this.#pause();
    this.#selection.move(index);
    this.#reveal(index);
    this.#fire("message-open", index);
    this.#fire("selection-change", this.#selection.range);
  }

  #extend(index: number): void {
    this.#pause();
    this.#selection.extend(index);
    this.#reveal(index);
    this.#fire("selection-change", this.#selection.range);
  }

  #pause(): void {
    if (this.follow !== "on") return;
    // Set here, too: an update before the parent has reacted would scroll to the tail again.
    this.follow = "paused";
    this.#fire("follow-change", false);
  }

  #reveal(index: number): void {
    this.#rows.reveal(index - this.source.first);
    this.requestUpdate();
  }

  get #box(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>(".view");
  }

  #fire(name: string, detail?: number | boolean | RowRange): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

customElements.define("message-list", MessageList);

/** `000000003_0000000`: the part that neighbouring offsets share, which is dimmed. */
function leadOf(offset: string): string {
  return offset.slice(0, offset.length - tailOf(offset).length);
}

function tailOf(offset: string): string {
  return /[1-9]\d*$/.exec(offset.slice(offset.indexOf("_") + 1))?.[0] ?? "0";
}

function selectedText(root: Node): string {
  const selection = (
    root as unknown as DocumentOrShadowRoot & { getSelection?(): Selection | null }
  ).getSelection?.();
  return selection?.toString() ?? "";
}
