/** Measures one row in a separate process, so that no row inherits another row's heap or compiled code. */
import { measure, type Medians } from "./measure.ts";
import { isMet, type Prepared, type Result, type Row } from "./row.ts";
import { rows } from "./rows/index.ts";
import { scaleOf, type Scale, type ScaleName } from "./scale.ts";

/** The message to the parent: a result, or the reason why there is none. */
export type Answer = { readonly result: Result } | { readonly leftOut: string };

// Ends with the parent.
process.once("disconnect", () => process.exit(1));
const [id, scaleName, directory, rounds] = process.argv.slice(2);
const row = rows.find((row) => row.id === id)!;
const scale = scaleOf(scaleName as ScaleName, directory!, rounds === undefined ? undefined : Number(rounds));
process.send!(await runRow(row, scale), () => process.exit());

async function runRow(row: Row, scale: Scale): Promise<Answer> {
  const prepared = await row.prepare(scale);
  if (typeof prepared === "string") return { leftOut: prepared };
  const medians = await measure(prepared, scale);
  const note = prepared.note?.();
  await prepared.close?.();
  const result = toResult(row, prepared, medians);
  const reason = isMet(result) ? undefined : (row.limit ?? "not analysed");
  return {
    result: { ...result, ...(note !== undefined && { note }), ...(reason !== undefined && { reason }) },
  };
}

function toResult(row: Row, { amount }: Prepared, medians: Medians): Result {
  const { id, what, anchorName, goal, unit } = row;
  const figure = (ms: number) => (amount === undefined ? ms : (amount * 1000) / ms);
  const ours = figure(medians.ours);
  const anchor = figure(medians.anchor);
  const ratio = amount === undefined ? anchor / ours : ours / anchor;
  return { id, what, ours, anchor, anchorName, ratio, goal, unit };
}
