import { isMet, type Result } from "./row.ts";

const widths = { id: 22, figure: 12, ratio: 8 };

export function tableHead(): string {
  return line("row", "ours", "anchor", "ratio", "goal", "unit, and against what");
}

export function tableLine(result: Result, seconds: number): string {
  const { id, ours, anchor, ratio, goal, unit, anchorName, note, reason } = result;
  const verdict = isMet(result) ? "ok" : "below";
  const against = [
    `${verdict.padEnd(6)} ${unit}; ${anchorName}`,
    ...(note === undefined ? [] : [`(${note})`]),
    `[took ${seconds.toFixed(0)} s]`,
    ...(reason === undefined ? [] : [`below because: ${reason}`]),
  ].join(" ");
  return line(id, format(ours), format(anchor), ratio.toFixed(2), String(goal), against);
}

/** Three significant digits: the measurements are no more precise. */
export function format(figure: number): string {
  const rounded = Number(figure.toPrecision(3));
  return rounded.toLocaleString("en-US", { maximumFractionDigits: 3 });
}

function line(id: string, ours: string, anchor: string, ratio: string, goal: string, rest: string): string {
  const figures = [ours, anchor].map((text) => text.padStart(widths.figure));
  const ratios = [ratio, goal].map((text) => text.padStart(widths.ratio));
  return [id.padEnd(widths.id), ...figures, ...ratios, ` ${rest}`].join(" ");
}
