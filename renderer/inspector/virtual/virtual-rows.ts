import type { LitElement, ReactiveController, ReactiveControllerHost } from "lit";
import { ScrollMap } from "./scroll-map.ts";

export interface VirtualRowsOptions {
  /** In pixels. */
  readonly rowHeight: number;
  /** Of what stands above the rows within the scroller, in pixels. */
  readonly headHeight?: number;
  /** The reader has scrolled. */
  readonly onScroll?: () => void;
}

/** A component that renders the rows. */
export type VirtualRowsHost = ReactiveControllerHost & Pick<LitElement, "renderRoot">;

/**
 * Rows of one height, of which only those in view are rendered, for a list of any length. The host renders a scroller,
 * in it a sizer of `height`, and in that a sticky box of the view's height with the rows at `y(index)`: the box stays in
 * view while the browser scrolls, so there is never a blank.
 */
export class VirtualRows implements ReactiveController {
  readonly rowHeight: number;
  readonly #host: VirtualRowsHost;
  readonly #options: VirtualRowsOptions;
  readonly #map = new ScrollMap();
  readonly #sizes = new ResizeObserver(() => this.#onSize());
  /** Of the scroller, as it was last observed: to ask for it while rendering would lay everything out at once. */
  #height = 0;
  #count = 0;
  #scroller: HTMLElement | null = null;
  #target: number | undefined;

  constructor(host: VirtualRowsHost, options: VirtualRowsOptions) {
    this.#host = host;
    this.#options = options;
    this.rowHeight = options.rowHeight;
    host.addController(this);
  }

  get height(): number {
    return this.#map.height + (this.#options.headHeight ?? 0);
  }

  get viewHeight(): number {
    return Math.max(0, this.#height - (this.#options.headHeight ?? 0));
  }

  /** Rows that a page has. */
  get pageRows(): number {
    return Math.max(1, Math.floor(this.viewHeight / this.rowHeight) - 1);
  }

  get top(): number {
    return this.#map.top;
  }

  /** Pixels of the list below the view. */
  get below(): number {
    return this.#map.maxTop - this.#map.top;
  }

  /** The rows in view, also those in part; `last` is below `first` where there are none. */
  get inView(): { first: number; last: number } {
    const first = Math.floor(this.top / this.rowHeight);
    const end = Math.ceil((this.top + this.viewHeight) / this.rowHeight);
    return { first, last: Math.min(this.#count, end) - 1 };
  }

  /** Where a row stands, from the top of the view. */
  y(index: number): number {
    return index * this.rowHeight - this.top;
  }

  /** Call it first in `render`. */
  setCount(count: number): void {
    this.#count = count;
    this.#map.resize(count * this.rowHeight, this.viewHeight);
    if (this.#target !== undefined) this.#map.moveTo(this.#target);
  }

  scrollToTop(top: number): void {
    this.#target = top;
    this.#host.requestUpdate();
  }

  scrollToEnd(): void {
    this.scrollToTop(Number.MAX_SAFE_INTEGER);
  }

  /** Scrolls as little as needed for the row to be in view. */
  reveal(index: number): void {
    const top = index * this.rowHeight;
    const from = this.#target ?? this.top;
    if (top < from) this.scrollToTop(top);
    else if (top + this.rowHeight > from + this.viewHeight)
      this.scrollToTop(top + this.rowHeight - this.viewHeight);
  }

  hostUpdated(): void {
    this.#attach(this.#host.renderRoot.querySelector<HTMLElement>(".scroller"));
    const scroller = this.#scroller;
    if (!scroller || this.#target === undefined) return;
    const wanted = this.#map.moveTo(this.#target);
    // Setting it to where it almost is would end a smooth scroll that has just begun.
    if (Math.abs(scroller.scrollTop - wanted) >= 1) scroller.scrollTop = wanted;
    this.#target = undefined;
    this.#map.settled(scroller.scrollTop);
  }

  hostDisconnected(): void {
    this.#attach(null);
  }

  #attach(scroller: HTMLElement | null): void {
    if (scroller === this.#scroller) return;
    this.#scroller?.removeEventListener("scroll", this.#onScroll);
    this.#scroller?.removeEventListener("scrollend", this.#onScrollEnd);
    this.#sizes.disconnect();
    this.#scroller = scroller;
    if (!scroller) return;
    scroller.addEventListener("scroll", this.#onScroll, { passive: true });
    scroller.addEventListener("scrollend", this.#onScrollEnd, { passive: true });
    this.#sizes.observe(scroller);
    // Not only when it is observed: a scroll event may come before, and is nothing without the height.
    this.#onSize();
  }

  #onSize(): void {
    const height = this.#scroller?.clientHeight ?? 0;
    if (height === this.#height) return;
    this.#height = height;
    this.#host.requestUpdate();
  }

  readonly #onScroll = (): void => {
    const { scrollTop } = this.#scroller!;
    this.#map.scrolled(scrollTop);
    this.#options.onScroll?.();
    this.#host.requestUpdate();
  };

  /** Short moves leave the thumb behind; it is put right where nobody holds it. */
  readonly #onScrollEnd = (): void => {
    const scroller = this.#scroller!;
    const before = scroller.scrollTop;
    const wanted = this.#map.moveTo(this.#map.top);
    if (Math.abs(wanted - before) >= 1) scroller.scrollTop = wanted;
    this.#map.settled(scroller.scrollTop);
  };
}

/** The index of the row that was clicked: rows have it in `data-index`. */
export function clickedIndex({ target }: MouseEvent): number | undefined {
  const row = (target as Element).closest<HTMLElement>("[data-index]");
  return row ? Number(row.dataset["index"]) : undefined;
}
