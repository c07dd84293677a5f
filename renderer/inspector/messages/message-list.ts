import { VirtualizerController } from "@tanstack/lit-virtual";
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import { contentStyles, renderLine } from "../content/render.ts";
import type { ContentView } from "../content/view.ts";
import { formatBytes, formatExactBytes } from "../format/numbers.ts";
import { moveByKey } from "../list-keys.ts";
import { controls } from "../style/controls.ts";
import type { MessageFeed } from "./message-feed.ts";
import { messageListStyles, rowHeight } from "./message-list-styles.ts";
import type { FollowState } from "./position-bar.ts";

/** Rows that are read ahead of the view. */
const lookAhead = 50;
/** Rows before an end of the list at which it slides on. */
const slideMargin = 200;

/**
 * The rows of a feed. Fires `message-select` (`detail`: the position), `detail-close`, and as the reader
 * scrolls away from the tail and back to it, `follow-change` (`detail`: whether to follow).
 */
export class MessageList extends LitElement {
  static override properties = {
    feed: { attribute: false },
    view: { attribute: false },
    selected: { attribute: false },
    follow: { attribute: false },
    version: { attribute: false },
  };

  declare feed: MessageFeed;
  declare view: ContentView;
  /** The position of the message that is shown in full. */
  declare selected: number | undefined;
  declare follow: FollowState;
  /** Changes whenever the feed has: the feed itself stays the same object. */
  declare version: number;

  /** The position that the keyboard is on. */
  #active: number | undefined;
  #focusPending = false;
  /** Where to scroll with the next update. */
  #target: number | undefined;
  /** Where following has scrolled to; above it, the reader has. */
  #pinned = 0;
  /** Pixels above the view, as of this update. */
  #top = 0;
  readonly #virtual = new VirtualizerController<HTMLElement, HTMLElement>(this, {
    count: 0,
    estimateSize: () => rowHeight,
    getScrollElement: () => this.#scroller,
    overscan: 6,
  });

  static override styles = [controls, contentStyles, messageListStyles];

  constructor() {
    super();
    this.view = "text";
    this.follow = "off";
    this.version = 0;
  }

  /** Makes `position` the first row in view. */
  showFirst(position: number): void {
    this.#target = (position - this.feed.base) * rowHeight;
    this.requestUpdate();
  }

  /** Moves the keyboard to the list. */
  focusRow(): void {
    this.#focus(this.#tabStop());
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("feed")) {
      this.#active = undefined;
      this.#target = 0;
    }
    const virtualizer = this.#virtual.getVirtualizer();
    virtualizer.setOptions({ ...virtualizer.options, count: this.feed.length });
    const scrolledTo = this.#scroller?.scrollTop ?? 0;
    if (!this.feed.following) this.#pinned = 0;
    else if (scrolledTo >= this.#pinned - 4) this.#target = this.#pinned = this.#bottom();
    this.#top = Math.max(0, Math.min(this.#target ?? scrolledTo, this.#bottom()));
    // The virtualizer hears of a scroll a frame later; what is in view has to be right in this one.
    virtualizer.scrollOffset = this.#top;
  }

  protected override updated(): void {
    const scroller = this.#scroller;
    if (!scroller) return;
    if (this.#target !== undefined) scroller.scrollTop = this.#top;
    this.#target = undefined;
    if (this.#focusPending) this.#focusActive();
    const first = this.#firstInView();
    this.feed.want(first, first + Math.ceil(scroller.clientHeight / rowHeight) + lookAhead);
  }

  protected override render(): TemplateResult {
    const height = this.#virtual.getVirtualizer().getTotalSize();
    const { base } = this.feed;
    const tabStop = this.#tabStop();
    return html`
      <div class="head" aria-hidden="true">
        <span>Offset</span><span>Content</span><span class="size">Size</span>
      </div>
      <div class="scroller" @scroll=${() => this.#onScroll()}>
        <div
          class="rows"
          role="list"
          aria-label="Messages"
          .style=${`height: ${height}px`}
          @keydown=${(event: KeyboardEvent) => this.#onKey(event)}
          @click=${(event: MouseEvent) => this.#onClick(event)}
        >
          ${repeat(
            this.#positions(),
            (position) => position,
            (position) => this.#row(position, position - base, position === tabStop),
          )}
        </div>
      </div>
    `;
  }

  #row(position: number, index: number, focusable: boolean): TemplateResult {
    const row = this.feed.row(position);
    return html`<div
      class="row"
      role="listitem"
      tabindex=${focusable ? 0 : -1}
      data-position=${position}
      aria-posinset=${position - this.feed.floor + 1}
      aria-setsize=${this.feed.tail - this.feed.floor}
      aria-current=${position === this.selected ? "true" : nothing}
      .style=${`transform: translateY(${index * rowHeight}px)`}
    >
      <span class="offset">${this.feed.offsetAt(position)}</span>
      ${
        row
          ? guard(
              [row, this.view],
              () => html`
                <span class="content">${renderLine(row.head, row.head.length < row.size, this.view)}</span>
                <span class="size" title=${formatExactBytes(row.size)}>${formatBytes(row.size)}</span>
              `,
            )
          : html`<span class="missing">${position < this.feed.floor ? "not kept any more" : "…"}</span>`
      }
    </div>`;
  }

  /** What is rendered: what is in view, and the row with the focus, which would be lost with it. */
  #positions(): number[] {
    const { base, length } = this.feed;
    const positions = this.#virtual
      .getVirtualizer()
      .getVirtualIndexes()
      .map((index) => base + index);
    const active = this.#active;
    if (active === undefined || active < base || active >= base + length || positions.includes(active))
      return positions;
    return active < (positions[0] ?? 0) ? [active, ...positions] : [...positions, active];
  }

  #onScroll(): void {
    const scroller = this.#scroller!;
    const { feed } = this;
    if (feed.following && scroller.scrollTop < this.#pinned - 4) this.#fire("follow-change", false);
    else if (this.follow === "paused" && !feed.hasMoreAfter() && scroller.scrollTop >= this.#bottom() - 4)
      this.#fire("follow-change", true);
    this.#slide(scroller.scrollTop);
    this.requestUpdate();
  }

  /** Near an end of the list that is not one of the stream, moves the list under the reader. */
  #slide(top: number): void {
    const { feed } = this;
    if (feed.following) return;
    const index = Math.floor(top / rowHeight);
    const atStart = index < slideMargin && feed.hasMoreBefore();
    const atEnd = index > feed.length - slideMargin && feed.hasMoreAfter();
    if (!atStart && !atEnd) return;
    const position = feed.base + index;
    feed.slideTo(position);
    this.#target = (position - feed.base) * rowHeight + (top % rowHeight);
  }

  #onClick(event: MouseEvent): void {
    const row = (event.target as Element).closest<HTMLElement>("[data-position]");
    // A click that ends the selection of text is none on the row.
    if (row && getSelectedText(this.renderRoot) === "") this.#select(Number(row.dataset["position"]));
  }

  #onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { floor, tail } = this.feed;
    const page = Math.max(1, Math.floor((this.#scroller?.clientHeight ?? 0) / rowHeight) - 1);
    const moved = moveByKey(event.key, this.#tabStop(), { first: floor, last: tail - 1, page });
    if (event.key === "Enter" || event.key === " ") this.#select(this.#tabStop());
    else if (event.key === "Escape") this.#fire("detail-close");
    else if (moved === undefined) return;
    else this.#move(moved);
    event.preventDefault();
  }

  #move(position: number): void {
    if (this.feed.following) this.#fire("follow-change", false);
    this.#focus(position);
    if (this.selected !== undefined) this.#fire("message-select", position);
  }

  #select(position: number): void {
    if (this.feed.following) this.#fire("follow-change", false);
    this.#focus(position);
    this.#fire("message-select", position);
  }

  #focus(position: number): void {
    this.#active = position;
    this.#focusPending = true;
    this.#reveal(position);
    this.requestUpdate();
  }

  #reveal(position: number): void {
    const { feed } = this;
    if (position < feed.base || position >= feed.base + feed.length) feed.slideTo(position);
    const top = (position - feed.base) * rowHeight;
    const height = this.#scroller?.clientHeight ?? 0;
    const scrolledTo = this.#scroller?.scrollTop ?? 0;
    if (top < scrolledTo) this.#target = top;
    else if (top + rowHeight > scrolledTo + height) this.#target = top + rowHeight - height;
  }

  #focusActive(): void {
    const row = this.renderRoot.querySelector<HTMLElement>(`[data-position="${this.#active}"]`);
    if (!row) return;
    this.#focusPending = false;
    row.focus({ preventScroll: true });
  }

  /** The row that the Tab key stops at. */
  #tabStop(): number {
    const { base, length } = this.feed;
    const active = this.#active;
    return active !== undefined && active >= base && active < base + length ? active : this.#firstInView();
  }

  #firstInView(): number {
    return this.feed.base + Math.floor(this.#top / rowHeight);
  }

  #bottom(): number {
    return Math.max(0, this.feed.length * rowHeight - (this.#scroller?.clientHeight ?? 0));
  }

  get #scroller(): HTMLElement | null {
    return this.renderRoot?.querySelector<HTMLElement>(".scroller") ?? null;
  }

  #fire(name: "message-select" | "detail-close" | "follow-change", detail?: number | boolean): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

customElements.define("message-list", MessageList);

function getSelectedText(root: Node): string {
  const selection = (
    root as unknown as DocumentOrShadowRoot & { getSelection?(): Selection | null }
  ).getSelection?.();
  return selection?.toString() ?? "";
}
