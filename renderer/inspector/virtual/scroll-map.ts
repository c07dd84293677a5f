/**
 * Chromium draws no element taller than 33,554,428 pixels (less when zoomed), which is 1.4 million rows. So what is
 * scrolled is at the most this tall, and a scroll position stands for a place in a list that may be far taller.
 */
const tallest = 4_000_000;
/** At both ends of a taller list, a pixel of the scroller is one of the list. */
const exact = 500_000;

/**
 * Where in a list of any height a scroller stands. Short moves, as of a wheel or a key, go pixel by pixel; long ones, as
 * of the scrollbar's thumb, go by share of the height.
 */
export class ScrollMap {
  #total = 0;
  #view = 0;
  #scrollTop = 0;
  /** Pixels of the list above the view, less those of the scroller. */
  #shift = 0;

  /** Of the element that is scrolled. */
  get height(): number {
    return Math.min(this.#total, tallest);
  }

  /** Pixels of the list above the view. */
  get top(): number {
    return clamp(this.#scrollTop + this.#shift, this.maxTop);
  }

  get maxTop(): number {
    return Math.max(0, this.#total - this.#view);
  }

  /** `total`: of all rows, `view`: of what is in view, in pixels. */
  resize(total: number, view: number): void {
    this.#total = total;
    this.#view = view;
    if (!this.#isMapped) this.#shift = 0;
  }

  /** The reader has scrolled. */
  scrolled(scrollTop: number): void {
    const by = scrollTop - this.#scrollTop;
    const { top } = this;
    this.#scrollTop = scrollTop;
    const isShort = Math.abs(by) <= 3 * this.#view;
    if (this.#isMapped)
      this.#shift = (isShort ? clamp(top + by, this.maxTop) : this.#toList(scrollTop)) - scrollTop;
  }

  /** Goes to a place in the list; answers where the scroller belongs then. */
  moveTo(top: number): number {
    const place = clamp(top, this.maxTop);
    this.#scrollTop = this.#toScroller(place);
    this.#shift = place - this.#scrollTop;
    return this.#scrollTop;
  }

  /** What the scroller has made of the last `moveTo`: it rounds to its device's pixels. */
  settled(scrollTop: number): void {
    if (this.#isMapped) this.#shift += this.#scrollTop - scrollTop;
    this.#scrollTop = scrollTop;
  }

  get #isMapped(): boolean {
    return this.#total > tallest;
  }

  get #maxScroll(): number {
    return Math.max(0, this.height - this.#view);
  }

  #toScroller(top: number): number {
    return this.#isMapped ? project(top, this.maxTop, this.#maxScroll) : top;
  }

  #toList(scrollTop: number): number {
    return project(scrollTop, this.#maxScroll, this.maxTop);
  }
}

/** From one height to another: the ends as they are, and by share between them. */
function project(value: number, from: number, to: number): number {
  if (value < exact) return value;
  if (value > from - exact) return to - (from - value);
  return exact + ((value - exact) / (from - 2 * exact)) * (to - 2 * exact);
}

function clamp(value: number, max: number): number {
  return Math.max(0, Math.min(max, value));
}
