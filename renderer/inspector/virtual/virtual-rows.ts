import type { LitElement, ReactiveController, ReactiveControllerHost } from "lit";
import { ScrollMap } from "./scroll-map.ts";

export interface VirtualRowsOptions {
  /** The height of a row in pixels. */
  readonly rowHeight: number;
  /** The height of what is above the rows within the scroller, in pixels. */
  readonly headHeight?: number;
  /** Called after the user has scrolled. */
  readonly onScroll?: () => void;
  /** The index of a row that stays in view, if it is, when the list gets lower. */
  readonly kept?: () => number | undefined;
}

/** A component that renders the rows. */
export type VirtualRowsHost = ReactiveControllerHost & Pick<LitElement, "renderRoot">;

/**
 * A list of any length, with rows of one height, of which only the visible ones are rendered. The host renders an element of
 * class `scroller`, in it a sizer of `height`, and a sticky box of the view's height with the rows at `y(index)`. The box
 * stays in place while the browser scrolls, so it is never blank.
 */
export class VirtualRows implements ReactiveController {
  readonly rowHeight: number;
  readonly #host: VirtualRowsHost;
  readonly #options: VirtualRowsOptions;
  readonly #map = new ScrollMap();
  readonly #sizes = new ResizeObserver(() => this.#onSize());
  /** The last observed size of the scroller: reading it while rendering would force a layout. */
  #height = 0;
  #width = 0;
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

  /** The CSS height of the view: `100cqb` would count a horizontal scrollbar, too, and so make the list scroll by its height. */
  get viewStyle(): string {
    return this.#height === 0 ? "" : `height: ${this.#height}px`;
  }

  /** The width for the rows in pixels, without a scrollbar; 0 until it is known. */
  get viewWidth(): number {
    return this.#width;
  }

  /** The number of rows that Page Up and Page Down move by. */
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

  /** The rows that are at least partly visible. `last` is below `first` if there are none. */
  get inView(): { first: number; last: number } {
    const first = Math.floor(this.top / this.rowHeight);
    const end = Math.ceil((this.top + this.viewHeight) / this.rowHeight);
    return { first, last: Math.min(this.#count, end) - 1 };
  }

  /** The position of a row relative to the top of the view. */
  y(index: number): number {
    return index * this.rowHeight - this.top;
  }

  /** Call it at the start of `render`. */
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

  /** Scrolls as little as needed to make the row visible. */
  reveal(index: number): void {
    const top = index * this.rowHeight;
    const from = this.#target ?? this.top;
    if (top < from || this.viewHeight < this.rowHeight) this.scrollToTop(top);
    else if (top + this.rowHeight > from + this.viewHeight)
      this.scrollToTop(top + this.rowHeight - this.viewHeight);
  }

  hostUpdated(): void {
    this.#attach(this.#host.renderRoot.querySelector<HTMLElement>(".scroller"));
    const scroller = this.#scroller;
    if (!scroller || this.#target === undefined) return;
    const wanted = this.#map.moveTo(this.#target);
    // Setting almost the same position would end a smooth scroll that has just begun.
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
    // Not only from the observer: a scroll event may arrive before it, and needs the height.
    this.#onSize();
  }

  #onSize(): void {
    const height = this.#scroller?.clientHeight ?? 0;
    const width = this.#scroller?.clientWidth ?? 0;
    if (height === this.#height && width === this.#width) return;
    const kept = this.#options.kept?.();
    const y = kept === undefined ? NaN : this.y(kept);
    // Before the first layout, too: what is revealed then is at the top.
    const wasInView = y > -this.rowHeight && y < Math.max(this.viewHeight, this.rowHeight);
    this.#height = height;
    this.#width = width;
    if (wasInView) this.reveal(kept!);
    this.#host.requestUpdate();
  }

  readonly #onScroll = (): void => {
    const { scrollTop } = this.#scroller!;
    this.#map.scrolled(scrollTop);
    this.#options.onScroll?.();
    this.#host.requestUpdate();
  };

  /** Short moves let the thumb drift from its proportional place; corrected once the user has let go of it. */
  readonly #onScrollEnd = (): void => {
    const scroller = this.#scroller!;
    const before = scroller.scrollTop;
    const wanted = this.#map.moveTo(this.#map.top);
    if (Math.abs(wanted - before) >= 1) scroller.scrollTop = wanted;
    this.#map.settled(scroller.scrollTop);
  };
}

/** The index of the clicked row, which it has in `data-index`. */
export function clickedIndex({ target }: MouseEvent): number | undefined {
  const row = (target as Element).closest<HTMLElement>("[data-index]");
  return row ? Number(row.dataset["index"]) : undefined;
}
