import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, View } from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import type { Sample } from "./growth/sample.ts";
import { readResults } from "./results.ts";

const folder = import.meta.dirname;
const docs = join(folder, "..", "docs");
/** Readable on a light and on a dark background. */
const palette = { met: "#1a7f5a", below: "#c4620a", other: "#4c78c9", bare: "#8a8f98" };
const chartWidth = 520;
/** Follows the reader's colour scheme, which works for an SVG in an `img`, too. */
const style = `<style>svg{color:#1f2328}@media(prefers-color-scheme:dark){svg{color:#e6edf3}}</style>`;

/** Draws bench/results.json and bench/growth.json into docs/. */
export async function plot(): Promise<void> {
  await draw("bench-results.svg", ratios(readResults(join(folder, "results.json"))));
  const growth = join(folder, "growth.json");
  if (!existsSync(growth)) return;
  await draw("bench-growth.svg", costs(JSON.parse(readFileSync(growth, "utf8")) as Sample[]));
}

/** How far each row is from its goal: 1 is reached. */
function ratios(results: ReturnType<typeof readResults>): TopLevelSpec {
  const values = results.map(({ id, ratio, goal }) => ({
    id,
    reached: ratio / goal,
    label: `${round(ratio)} of ${goal}`,
    verdict: ratio >= goal ? "met" : "below",
  }));
  const y = { field: "id", type: "nominal", sort: null, title: null } as const;
  const x = { field: "reached", type: "quantitative", scale: { type: "log", nice: false } } as const;
  return {
    data: { values },
    width: chartWidth,
    height: { step: 20 },
    layer: [
      {
        mark: { type: "rule", strokeWidth: 4 },
        encoding: {
          y,
          x: { ...x, title: "measured ratio / goal (logarithmic); right of the line is better" },
          x2: { datum: 1 },
          color: {
            field: "verdict",
            scale: { domain: ["met", "below"], range: [palette.met, palette.below] },
            legend: null,
          },
        },
      },
      {
        mark: { type: "point", filled: true, size: 70, opacity: 1 },
        encoding: { y, x, color: { field: "verdict" } },
      },
      {
        mark: { type: "text", align: "left" },
        encoding: { y, x: { value: chartWidth + 16 }, text: { field: "label" } },
      },
      { mark: { type: "rule" }, encoding: { x: { datum: 1 } } },
    ],
    config,
  };
}

/** The cost of a call as the store grows: flat is good. */
function costs(samples: readonly Sample[]): TopLevelSpec {
  const chart = (by: Sample["by"]): TopLevelSpec => ({
    title: by,
    data: { values: samples.filter((sample) => sample.by === by) },
    width: 320,
    height: 220,
    mark: { type: "line", point: true },
    encoding: {
      x: { field: "size", type: "quantitative", scale: { type: "log" }, axis: { format: "~s" }, title: null },
      y: { field: "microseconds", type: "quantitative", scale: { zero: true }, title: "µs per call, median" },
      color: {
        field: "operation",
        scale: {
          domain: ["append", "bare insert", "tail read", "head"],
          range: [palette.met, palette.bare, palette.other, palette.below],
        },
        legend: { orient: "bottom", title: null },
      },
    },
  });
  return {
    hconcat: [chart("messages in the stream"), chart("streams in the store")],
    config,
  } as TopLevelSpec;
}

const config: TopLevelSpec["config"] = {
  background: "transparent",
  font: "system-ui, sans-serif",
  text: { color: "currentColor" },
  rule: { color: "currentColor" },
  title: { color: "currentColor" },
  view: { stroke: null },
  axis: {
    labelColor: "currentColor",
    titleColor: "currentColor",
    domainColor: "currentColor",
    tickColor: "currentColor",
    gridColor: "currentColor",
    gridOpacity: 0.12,
    labelLimit: 240,
    titleFontWeight: "normal",
  },
  legend: { labelColor: "currentColor" },
};

async function draw(name: string, spec: TopLevelSpec): Promise<void> {
  const view = new View(parse(compile(spec).spec), { renderer: "none" });
  const svg = await view.toSVG();
  const file = join(docs, name);
  writeFileSync(file, svg.replace(/(<svg[^>]*>)/, `$1${style}`));
  console.log(file);
}

function round(ratio: number): string {
  return String(Number(ratio.toPrecision(3)));
}
