import { css, html, LitElement, nothing, unsafeCSS, type PropertyValues, type TemplateResult } from "lit";
import uPlot from "uplot";
import uPlotStyles from "uplot/dist/uPlot.min.css?inline";
import type { Timeline, TimelineBucket } from "../../../src/protocol/inspection/timeline.ts";
import { formatBytes, formatCount } from "../format/numbers.ts";
import { formatDate } from "../format/times.ts";
import { controls } from "../style/controls.ts";

const height = 84;

/**
 * Messages and bytes over the life of a stream. Brushing, or a click, fires `seek-offset` (`detail`: the offset where the
 * chosen time begins); the arrow keys choose a bucket, and Enter goes there.
 */
export class TimelineChart extends LitElement {
  static override properties = {
    timeline: { attribute: false },
    chosen: { state: true },
  };

  declare timeline: Timeline;
  /** Index of the bucket that the keyboard is on. */
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
        height: ${height}px;
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
        aria-valuetext=${bucket ? describe(bucket) : `${formatDate(new Date(timeline.from))} to ${formatDate(new Date(timeline.to))}`}
        title="Drag over a time, or click, to go to its messages"
        @keydown=${(event: KeyboardEvent) => this.#onKey(event)}
      ></div>
      <div class="legend" aria-hidden="true">
        <span class="swatch">Messages</span>
        <span class="swatch bytes">Bytes${timeline.bytesEstimated ? " (estimated)" : ""}</span>
        ${bucket ? html`<span class="at">${describe(bucket)}</span>` : nothing}
      </div>
    `;
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
    plot.setCursor({ left, top: height / 2 });
  }

  #seek(index: number): void {
    const bucket = this.timeline.buckets[index];
    if (bucket) this.dispatchEvent(new CustomEvent("seek-offset", { detail: bucket.offset }));
  }

  #draw(): void {
    const box = this.renderRoot.querySelector<HTMLElement>(".chart");
    // Again when it has a size.
    this.#sizes.observe(this);
    if (!box || box.clientWidth === 0) return;
    const colour = (name: string) => getComputedStyle(this).getPropertyValue(name).trim();
    const resolved = (name: string) => resolveColour(this.renderRoot as ShadowRoot, colour(name));
    const [accent, bytes, quiet, line] = ["--accent", "--chart-bytes", "--text-quiet", "--line"].map(
      resolved,
    );
    this.#plot = new uPlot(
      optionsOf(box.clientWidth, { accent: accent!, bytes: bytes!, quiet: quiet!, line: line! }, (plot) =>
        this.#onBrush(plot),
      ),
      dataOf(this.timeline),
      box,
    );
    this.#plot.over.addEventListener("mousemove", () => this.#onPoint());
    this.#plot.over.addEventListener("click", () => this.#seek(this.#plot?.cursor.idx ?? 0));
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
    this.#plot.setSize({ width: Math.max(100, this.clientWidth), height });
  }

  readonly #redraw = (): void => {
    this.#plot?.destroy();
    this.#plot = undefined;
    this.#draw();
  };
}

customElements.define("timeline-chart", TimelineChart);

function describe({ start, messages, bytes }: TimelineBucket): string {
  return `${formatDate(new Date(start))}: ${formatCount(messages)} messages, ${formatBytes(bytes)}`;
}

function dataOf({ buckets }: Timeline): uPlot.AlignedData {
  return [
    buckets.map(({ start }) => start / 1000),
    buckets.map(({ messages }) => messages),
    buckets.map(({ bytes }) => bytes),
  ];
}

/** The canvas knows no `light-dark()`: the browser says what it is now. */
function resolveColour(root: ShadowRoot, value: string): string {
  const probe = document.createElement("span");
  probe.style.color = value;
  root.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

interface Colours {
  readonly accent: string;
  readonly bytes: string;
  readonly quiet: string;
  readonly line: string;
}

function optionsOf(width: number, colours: Colours, brushed: (plot: uPlot) => void): uPlot.Options {
  const axis = { stroke: colours.quiet, font: "11px system-ui", ticks: { show: false } };
  const bars = uPlot.paths.bars!({ size: [1, 60], align: 1 });
  return {
    width,
    height,
    legend: { show: false },
    padding: [8, 18, 0, 0],
    cursor: { y: false, points: { show: false }, drag: { x: true, y: false, setScale: false } },
    select: { show: true, left: 0, top: 0, width: 0, height: 0 },
    scales: {
      // A bucket has a width of its own, also the only one.
      x: { time: true, range: (plot) => spanOf(plot.data[0] as number[]) },
      y: { range: (_, __, max) => [0, max || 1] },
      bytes: { range: (_, __, max) => [0, max || 1] },
    },
    axes: [
      { ...axis, size: 20, gap: 3, space: 90, grid: { show: false }, values: timeLabels },
      {
        ...axis,
        size: 52,
        gap: 4,
        space: 26,
        grid: { stroke: colours.line, width: 1 },
        // Half a message is none.
        values: (_, ticks) => ticks.map((tick) => (Number.isInteger(tick) ? compact.format(tick) : "")),
      },
    ],
    series: [
      {},
      { label: "Messages", scale: "y", fill: colours.accent, width: 0, paths: bars, points: { show: false } },
      { label: "Bytes", scale: "bytes", stroke: colours.bytes, width: 1.5, points: { show: false } },
    ],
    hooks: { setSelect: [brushed] },
  };
}

/** One line each: a time within two days, a date beyond. */
function timeLabels(_: uPlot, ticks: number[]): string[] {
  const span = (ticks.at(-1) ?? 0) - (ticks[0] ?? 0);
  const format = span > 2 * 86_400 ? dayLabel : span > 600 ? minuteLabel : secondLabel;
  return ticks.map((tick) => format.format(tick * 1000));
}

function spanOf(starts: readonly number[]): [number, number] {
  // A single one is drawn at the beginning of a minute.
  const [first = 0, second = first + 60] = starts;
  return [first, (starts.at(-1) ?? first) + second - first];
}

const dayLabel = new Intl.DateTimeFormat("en", { month: "short", day: "numeric" });
const minuteLabel = new Intl.DateTimeFormat("en", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const secondLabel = new Intl.DateTimeFormat("en", { timeStyle: "medium", hourCycle: "h23" });
const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
