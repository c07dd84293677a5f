/**
 * The maximum height of the scrolled element in pixels. Chromium limits elements to 33,554,428 pixels (less when zoomed),
 * which is 1.4 million rows; scroll positions are mapped to lists that are taller.
 */
const maxHeight = 4_000_000;
/** At both ends of a taller list, this number of pixels is mapped one to one. */
const exactPixels = 500_000;

/**
 * Maps the position of a scroller to a position in a list of any height. Short moves, as by a wheel or key, are mapped pixel
 * by pixel; long ones, as by dragging the thumb, in proportion to the height.
 */
export class ScrollMap {
  #total = 0;
  #view = 0;
  #scrollTop = 0;
  /** The list's position minus the scroller's, in pixels. */
  #shift = 0;

  /** The height of the scrolled element. */
  get height(): number {
    return Math.min(this.#total, maxHeight);
  }

  /** Pixels of the list above the view. */
  get top(): number {
    return clamp(this.#scrollTop + this.#shift, this.maxTop);
  }

  get maxTop(): number {
    return Math.max(0, this.#total - this.#view);
  }

  /** `total`: the height of all rows; `view`: the visible height, in pixels. */
  resize(total: number, view: number): void {
    this.#total = total;
    this.#view = view;
    if (!this.#isMapped) this.#shift = 0;
  }

  /** Call it after the user has scrolled. */
  scrolled(scrollTop: number): void {
    const by = scrollTop - this.#scrollTop;
    const { top } = this;
    this.#scrollTop = scrollTop;
    const isShort = Math.abs(by) <= 3 * this.#view;
    if (this.#isMapped)
      this.#shift = (isShort ? clamp(top + by, this.maxTop) : this.#toList(scrollTop)) - scrollTop;
  }

  /** Moves to a position in the list. Returns the position that the scroller has to be set to. */
  moveTo(top: number): number {
    const target = clamp(top, this.maxTop);
    this.#scrollTop = this.#toScroller(target);
    this.#shift = target - this.#scrollTop;
    return this.#scrollTop;
  }

  /** Call it with the scroller's position after `moveTo`: browsers round to device pixels. */
  settled(scrollTop: number): void {
    if (this.#isMapped) this.#shift += this.#scrollTop - scrollTop;
    this.#scrollTop = scrollTop;
  }

  get #isMapped(): boolean {
    return this.#total > maxHeight;
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

/** Maps a position from one height to another: one to one at both ends, in proportion between them. */
function project(value: number, from: number, to: number): number {
  if (value < exactPixels) return value;
  if (value > from - exactPixels) return to - (from - value);
  return exactPixels + ((value - exactPixels) / (from - 2 * exactPixels)) * (to - 2 * exactPixels);
}

function clamp(value: number, max: number): number {
  return Math.max(0, Math.min(max, value));
}
