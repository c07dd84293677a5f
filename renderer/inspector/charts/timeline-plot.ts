import uPlot from "uplot";
import type { Timeline } from "../../../src/protocol/inspection/timeline.ts";
import { formatBytes, formatCompact } from "../format/numbers.ts";
import { formatAxisTimes } from "../format/times.ts";

export const chartHeight = 84;

export interface ChartColours {
  readonly accent: string;
  readonly bytes: string;
  readonly quiet: string;
  readonly line: string;
}

/** Draws messages as bars and bytes as steps, each with an axis; calls `onBrush` after the user dragged over a span of time. */
export function drawTimeline(
  box: HTMLElement,
  timeline: Timeline,
  colours: ChartColours,
  onBrush: (plot: uPlot) => void,
): uPlot {
  return new uPlot(optionsOf(box.clientWidth, colours, onBrush), dataOf(timeline), box);
}

export function dataOf({ buckets }: Timeline): uPlot.AlignedData {
  return [
    buckets.map(({ start }) => start / 1000),
    buckets.map(({ messages }) => messages),
    buckets.map(({ bytes }) => bytes),
  ];
}

function optionsOf(width: number, colours: ChartColours, onBrush: (plot: uPlot) => void): uPlot.Options {
  const axis = { stroke: colours.quiet, font: "11px system-ui", ticks: { show: false } };
  const steps = uPlot.paths.stepped!({ align: 1 });
  const bars = uPlot.paths.bars!({ size: [1, 60], align: 1 });
  return {
    width,
    height: chartHeight,
    legend: { show: false },
    padding: [8, 0, 0, 0],
    cursor: { y: false, points: { show: false }, drag: { x: true, y: false, setScale: false } },
    select: { show: true, left: 0, top: 0, width: 0, height: 0 },
    scales: {
      // Up to the end of the last bucket, so that even a single one has a width.
      x: { time: true, range: (plot) => spanOf(plot.data[0] as number[]) },
      y: { range: (_, __, max) => [0, max || 1] },
      bytes: { range: (_, __, max) => [0, max || 1] },
    },
    axes: [
      {
        ...axis,
        size: 20,
        gap: 3,
        space: 90,
        grid: { show: false },
        values: (_, ticks) => formatAxisTimes(ticks.map((tick) => tick * 1000)),
      },
      {
        ...axis,
        size: 52,
        gap: 4,
        space: 26,
        grid: { stroke: colours.line, width: 1 },
        // There are no fractions of messages.
        values: (_, ticks) => ticks.map((tick) => (Number.isInteger(tick) ? formatCompact(tick) : "")),
      },
      {
        ...axis,
        scale: "bytes",
        side: 1,
        stroke: colours.bytes,
        size: 60,
        gap: 4,
        space: 26,
        grid: { show: false },
        values: (_, ticks) => ticks.map((tick) => (Number.isInteger(tick) ? formatBytes(tick) : "")),
      },
    ],
    series: [
      {},
      { label: "Messages", scale: "y", fill: colours.accent, width: 0, paths: bars, points: { show: false } },
      {
        label: "Bytes",
        scale: "bytes",
        stroke: colours.bytes,
        width: 1.5,
        paths: steps,
        points: { show: false },
      },
    ],
    hooks: { setSelect: [onBrush] },
  };
}

function spanOf(starts: readonly number[]): [number, number] {
  // A single bucket is drawn as if it were a minute long.
  const [first = 0, second = first + 60] = starts;
  return [first, (starts.at(-1) ?? first) + second - first];
}
