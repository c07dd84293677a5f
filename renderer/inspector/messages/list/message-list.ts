import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { Marks, markStyles } from "../../content/marks.ts";
import { contentStyles } from "../../content/render.ts";
import type { ContentView } from "../../content/view.ts";
import { isCopy, moveByKey, plainKey } from "../../keys.ts";
import { controls } from "../../style/controls.ts";
import { clickedIndex, VirtualRows } from "../../virtual/virtual-rows.ts";
import { virtualRowsStyles } from "../../virtual/virtual-rows-styles.ts";
import { messageLine } from "./message-line.ts";
import { messageListStyles, rowHeight } from "./message-list-styles.ts";
import type { RowSource } from "./message-row.ts";
import type { FollowState } from "../position-bar.ts";
import type { TimeMode } from "./time-mode.ts";
import { RowSelection, type RowRange } from "./row-selection.ts";

/** The number of rows to read ahead of the view. */
const rowsAhead = 40;

/**
 * The rows of a source. Fires `message-open` (`detail`: the position of the message), `selection-change` (`detail`: a `RowRange`),
 * `detail-close`, `messages-copy`, and `follow-change` (`detail`: whether to follow) when the user scrolls away from the tail or back to it.
 */
export class MessageList extends LitElement {
  static override properties = {
    source: { attribute: false },
    view: { attribute: false },
    opened: { attribute: false },
    follow: { attribute: false },
    tail: { attribute: false },
    sought: { attribute: false },
    times: { attribute: false },
    version: { attribute: false },
  };

  declare source: RowSource;
  declare view: ContentView;
  /** The position of the open message. */
  declare opened: number | undefined;
  declare follow: FollowState;
  /** The position after the last message of the stream: no row has a longer one. */
  declare tail: number;
  declare times: TimeMode;
  /** The text to mark. */
  declare sought: string | undefined;
  /** Counts the changes of `source`, which stays the same object. */
  declare version: number;

  readonly #selection = new RowSelection();
  readonly #marks = new Marks();
  #first = 0;
  /** The scroll position at the last scroll event. */
  #lastTop = 0;
  readonly #rows = new VirtualRows(this, {
    rowHeight,
    onScroll: () => this.#onScroll(),
    kept: () => this.#keptRow(),
  });

  static override styles = [controls, contentStyles, markStyles, virtualRowsStyles, messageListStyles];

  constructor() {
    super();
    this.view = "text";
    this.follow = "off";
    this.tail = 0;
    this.times = "local";
    this.version = 0;
  }

  /** Makes `index` the first row in view. */
  showFirst(index: number): void {
    this.#selection.move(index);
    this.#rows.scrollToTop((index - this.source.first) * rowHeight);
  }

  /** Selects the row at `index`, and shows it with the one before it and those after it. */
  showBetween(index: number): void {
    this.#selection.move(index);
    this.#rows.scrollToTop(Math.max(0, (index - this.source.first - 1) * rowHeight));
  }

  /** Moves to the row `by` rows further; to the first or last one without a selection. */
  step(by: number): void {
    const { first, end } = this.source;
    if (first === end) return;
    const from = this.#selection.active ?? (by > 0 ? first - 1 : end);
    this.#move(Math.max(first, Math.min(end - 1, from + by)));
  }

  /** Selects the active row alone. */
  clearSelection(): void {
    if (this.#selection.active !== undefined) this.#selection.move(this.#selection.active);
    this.requestUpdate();
    this.#fire("selection-change", this.#selection.range);
  }

  /** Focuses the list. */
  focusRow(): void {
    this.#selection.ensure(this.source.first + this.#rows.inView.first, this.source);
    this.requestUpdate();
    this.#box?.focus({ preventScroll: true });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#marks.clear();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("source")) this.#keepPlace(changed.get("source"));
    if (this.follow === "on") this.#rows.scrollToEnd();
    // Keeps the visible rows in place when retention drops rows before them.
    else if (!changed.has("source") && this.#first !== this.source.first)
      this.#rows.scrollToTop(this.#rows.top - (this.source.first - this.#first) * rowHeight);
    this.#first = this.source.first;
    this.style.setProperty("--offset-width", `${String(this.tail).length}ch`);
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has("source")) this.#fire("selection-change", this.#selection.range);
    this.#marks.show(this.renderRoot.querySelectorAll(".content"), this.sought);
    const { first, last } = this.#rows.inView;
    const { first: start } = this.source;
    this.source.setVisible(start + first, start + last + rowsAhead);
  }

  /** Selects the message in the new source that was selected in the one before, or is open. */
  #keepPlace(before: RowSource | undefined): void {
    const { active } = this.#selection;
    const selected = active === undefined ? undefined : before?.positionAt(active);
    const position = selected ?? this.opened;
    const index = position === undefined ? undefined : this.source.indexOf(position);
    this.#selection.clear();
    if (index === undefined) this.#rows.scrollToTop(0);
    else this.showBetween(index);
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
          @mousedown=${(event: MouseEvent) => this.#onPress(event)}
          @click=${(event: MouseEvent) => this.#onClick(event)}
        >
          ${rows}
        </div>
      </div>
    `;
  }

  /** Rows are recycled: after a scroll, the same elements show other messages. */
  #row(index: number, at: number): TemplateResult {
    const { source, view } = this;
    const isOpened = this.opened !== undefined && source.positionAt(index) === this.opened;
    return messageLine(source.row(index), view, this.times, {
      index,
      at,
      count: source.end - source.first,
      y: this.#rows.y(at),
      isOpened,
      isActive: index === this.#selection.active,
      isSelected: isOpened || this.#selection.has(index),
    });
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

  /** With Shift, rows are selected, and not the text between two clicks. */
  #onPress(event: MouseEvent): void {
    if (!event.shiftKey) return;
    event.preventDefault();
    this.#box?.focus({ preventScroll: true });
  }

  #onClick(event: MouseEvent): void {
    const index = clickedIndex(event);
    // A click that ends a text selection does not open the row.
    if (index === undefined || (selectedText(this.renderRoot) !== "" && !event.shiftKey)) return;
    if (event.shiftKey) this.#extend(index);
    else this.#open(index);
  }

  #onKey(event: KeyboardEvent): void {
    if (isCopy(event) && selectedText(this.renderRoot) === "") {
      event.preventDefault();
      return this.#fire("messages-copy");
    }
    const key = plainKey(event);
    const { first, end } = this.source;
    const { active } = this.#selection;
    const from = active ?? first + this.#rows.inView.first - 1;
    const moved = moveByKey(key, from, { first, last: end - 1, page: this.#rows.pageRows });
    if (key === "Enter" || key === " ") this.#open(active ?? from + 1);
    else if (key === "Escape" && this.#selection.isSeveral) this.clearSelection();
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
    if (this.opened !== undefined) this.#fire("message-open", this.source.positionAt(index));
    this.#fire("selection-change", this.#selection.range);
  }

  #open(index: number): void {
    this.#pause();
    this.#selection.move(index);
    this.#reveal(index);
    this.#fire("message-open", this.source.positionAt(index));
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

  /** The active row, which opening a message might hide; at the tail, that stays in view. */
  #keptRow(): number | undefined {
    const { active } = this.#selection;
    return active === undefined || this.follow === "on" ? undefined : active - this.source.first;
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

function selectedText(root: Node): string {
  const selection = (
    root as unknown as DocumentOrShadowRoot & { getSelection?(): Selection | null }
  ).getSelection?.();
  return selection?.toString() ?? "";
}
