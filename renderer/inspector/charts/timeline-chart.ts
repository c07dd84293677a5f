import { css, html, LitElement, nothing, unsafeCSS, type PropertyValues, type TemplateResult } from "lit";
import type uPlot from "uplot";
import uPlotStyles from "uplot/dist/uPlot.min.css?inline";
import type { Timeline, TimelineBucket } from "../../../src/protocol/inspection/timeline.ts";
import { formatBytes, formatMessages } from "../format/numbers.ts";
import { formatDate } from "../format/times.ts";
import { controls } from "../style/controls.ts";
import { chartHeight, dataOf, drawTimeline } from "./timeline-plot.ts";

/**
 * The messages and bytes of a stream over time. Dragging over a span and clicking fire `seek-offset` (`detail`: the offset
 * where the chosen time begins). The arrow keys choose a bucket, and Enter fires for it.
 */
export class TimelineChart extends LitElement {
  static override properties = {
    timeline: { attribute: false },
    chosen: { state: true },
  };

  declare timeline: Timeline;
  /** The index of the bucket under the pointer or chosen with the keyboard. */
  declare private chosen: number | undefined;
  #plot: uPlot | undefined;
  readonly #sizes = new ResizeObserver(() => this.#resize());
  readonly #dark = matchMedia("(prefers-color-scheme: dark)");

  static override styles = [
    unsafeCSS(uPlotStyles),
    controls,
    css`
      :host {
        display: block;
        position: relative;
        min-width: 0;
      }
      .chart {
        height: ${chartHeight}px;
        overflow: hidden;
        border-radius: 4px;
      }
      .chart:focus-visible {
        outline-offset: -1px;
      }
      .u-select {
        background: color-mix(in srgb, var(--accent) 25%, transparent);
      }
      .u-cursor-x {
        border-color: var(--text-quiet);
      }
      .uplot {
        font-family: var(--sans);
      }
      .legend {
        position: absolute;
        top: -20px;
        right: 12px;
        display: flex;
        gap: 14px;
        pointer-events: none;
        color: var(--text-quiet);
        font-size: 11.5px;
        font-variant-numeric: tabular-nums;
      }
      .swatch::before {
        display: inline-block;
        width: 9px;
        height: 9px;
        margin-inline-end: 5px;
        border-radius: 2px;
        background: var(--accent);
        content: "";
      }
      .swatch.bytes::before {
        background: var(--chart-bytes);
      }
      .at {
        margin-inline-start: auto;
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    this.#dark.addEventListener("change", this.#redraw);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#dark.removeEventListener("change", this.#redraw);
    this.#sizes.disconnect();
    this.#plot?.destroy();
    this.#plot = undefined;
  }

  protected override updated(changed: PropertyValues): void {
    if (!changed.has("timeline")) return;
    if (this.#plot) this.#plot.setData(dataOf(this.timeline));
    else this.#draw();
  }

  protected override render(): TemplateResult {
    const { timeline, chosen } = this;
    const bucket = chosen === undefined ? undefined : timeline.buckets[chosen];
    return html`
      <div
        class="chart"
        role="slider"
        tabindex="0"
        aria-label="Messages over time"
        aria-orientation="horizontal"
        aria-valuemin="0"
        aria-valuemax=${Math.max(0, timeline.buckets.length - 1)}
        aria-valuenow=${chosen ?? 0}
        aria-valuetext=${bucket ? this.#describe(bucket) : `${formatDate(new Date(timeline.from))} to ${formatDate(new Date(timeline.to))}`}
        title="Click, or drag over a time span, to go to its messages"
        @keydown=${(event: KeyboardEvent) => this.#onKey(event)}
      ></div>
      <div class="legend" aria-hidden="true">
        <span class="swatch">Messages</span>
        <span class="swatch bytes">Bytes${timeline.bytesEstimated ? " (estimated)" : ""}</span>
        ${bucket ? html`<span class="at">${this.#describe(bucket)}</span>` : nothing}
      </div>
    `;
  }

  #describe({ start, messages, bytes }: TimelineBucket): string {
    const [first, second] = this.timeline.buckets;
    const isShort = first !== undefined && second !== undefined && second.start - first.start < 1000;
    const fraction = isShort ? `.${String(Math.floor(start) % 1000).padStart(3, "0")}` : "";
    return `${formatDate(new Date(start))}${fraction}: ${formatMessages(messages)}, ${formatBytes(bytes)}`;
  }

  #onKey(event: KeyboardEvent): void {
    const last = this.timeline.buckets.length - 1;
    const from = this.chosen ?? 0;
    const to = { ArrowLeft: from - 1, ArrowRight: from + 1, Home: 0, End: last }[event.key];
    if (event.key === "Enter") this.#seek(from);
    else if (to === undefined) return;
    else this.#choose(Math.max(0, Math.min(last, to)));
    event.preventDefault();
    event.stopPropagation();
  }

  #choose(index: number): void {
    this.chosen = index;
    const plot = this.#plot;
    if (!plot) return;
    const left = plot.valToPos(this.timeline.buckets[index]!.start / 1000, "x");
    plot.setCursor({ left, top: chartHeight / 2 });
  }

  #seek(index: number): void {
    const bucket = this.timeline.buckets[index];
    if (bucket) this.dispatchEvent(new CustomEvent("seek-offset", { detail: bucket.offset }));
  }

  #draw(): void {
    const box = this.renderRoot.querySelector<HTMLElement>(".chart");
    // Without a size yet, it is drawn by `#resize`.
    this.#sizes.observe(this);
    if (!box || box.clientWidth === 0) return;
    const colours = {
      accent: this.#colour("--accent"),
      bytes: this.#colour("--chart-bytes"),
      quiet: this.#colour("--text-quiet"),
      line: this.#colour("--line"),
    };
    this.#plot = drawTimeline(box, this.timeline, colours, (plot) => this.#onBrush(plot));
    this.#plot.over.addEventListener("mousemove", () => this.#onPoint());
    this.#plot.over.addEventListener("click", () => this.#seek(this.#plot?.cursor.idx ?? 0));
  }

  /** The value of a style property as it is now: a canvas does not understand `light-dark()`. */
  #colour(property: string): string {
    const probe = document.createElement("span");
    probe.style.color = `var(${property})`;
    this.renderRoot.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  }

  #onPoint(): void {
    this.chosen = this.#plot?.cursor.idx ?? undefined;
  }

  #onBrush(plot: uPlot): void {
    const { left, width } = plot.select;
    if (width < 2) return;
    const start = plot.posToVal(left, "x") * 1000;
    const index = this.timeline.buckets.findLastIndex((bucket) => bucket.start <= start);
    this.#seek(Math.max(0, index));
  }

  #resize(): void {
    if (!this.#plot) return this.#draw();
    this.#plot.setSize({ width: Math.max(100, this.clientWidth), height: chartHeight });
  }

  readonly #redraw = (): void => {
    this.#plot?.destroy();
    this.#plot = undefined;
    this.#draw();
  };
}

customElements.define("timeline-chart", TimelineChart);
