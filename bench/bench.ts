/**
 * `npm run bench`: compares the store with its peers and its limits in the same run.
 *
 * Options (after `--`):
 * `--quick` does less work, in under a minute; `--scale tiny` only shows that everything runs.
 * `--only <row>,<row>` measures some rows and replaces their results in the file.
 * `--rounds <number>` sets the number of measured rounds.
 * `--output <file>` writes to another file than bench/results.json.
 * `--directory <folder>` is where stores are created, the system's folder for temporary files by default.
 * `--growth` measures only the cost of a call as a store grows, into bench/growth.json.
 * `--flushes` counts the flushes of appends instead, with strace.
 * `--official <url>` runs the official benchmark against a server whose streams are below `/v1/stream/` instead.
 * `--plot` draws the charts in docs/ from the results.
 */
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { countFlushes } from "./flushes/count-flushes.ts";
import { measureGrowth } from "./growth/growth.ts";
import { inOwnFolder, type OwnFolder } from "./sides/own-folder.ts";
import { replaceResults, writeResults } from "./results.ts";
import type { Result } from "./row.ts";
import { rows } from "./rows/index.ts";
import { runRows } from "./run-rows.ts";
import type { ScaleName } from "./scale.ts";
import { tableHead, tableLine } from "./table.ts";

const { values } = parseArgs({
  options: {
    flushes: { type: "boolean" },
    growth: { type: "boolean" },
    official: { type: "string" },
    plot: { type: "boolean" },
    quick: { type: "boolean" },
    scale: { type: "string" },
    rounds: { type: "string" },
    only: { type: "string" },
    directory: { type: "string", default: tmpdir() },
    output: { type: "string", default: join(import.meta.dirname, "results.json") },
  },
});

const scale = (values.scale ?? (values.quick ? "quick" : "full")) as ScaleName;
const rounds = values.rounds === undefined ? undefined : Number(values.rounds);

if (values.plot) await (await import("./plot.ts")).plot();
else if (values.official !== undefined) await official(values.official);
else if (values.flushes) await inOwnFolder(values.directory, "streams-flushes", countFlushes);
else if (values.growth) await growth();
else {
  await inOwnFolder(values.directory, "streams-bench", measureRows);
  if (values.only === undefined && scale === "full") await growth();
}

async function measureRows(folder: OwnFolder): Promise<void> {
  if (scale !== "full")
    console.log(
      `${scale}: less work, a smaller data set, fewer rounds, no Electron; ratios are less precise`,
    );
  console.log(tableHead());
  const results: Result[] = [];
  for await (const { row, answer, seconds } of runRows(chosenRows(), { scale, rounds, folder })) {
    if (!answer) {
      console.log(`${row.id}: failed`);
      process.exitCode = 1;
    } else if ("leftOut" in answer) console.log(`${row.id}: skipped, ${answer.leftOut}`);
    else {
      console.log(tableLine(answer.result, seconds));
      results.push(answer.result);
      // After each row: a run is long and may be stopped.
      if (values.only === undefined) writeResults(values.output, results);
      else replaceResults(values.output, results);
    }
  }
}

/** The benchmark writes benchmark-results.json into the current folder. */
async function official(url: string): Promise<void> {
  const { runOfficial } = await import("./official/run-official.ts");
  process.exitCode = await runOfficial(url, process.cwd());
}

function growth(): Promise<void> {
  const output = join(import.meta.dirname, "growth.json");
  return inOwnFolder(values.directory, "streams-growth", ({ path }) =>
    measureGrowth(path, scale !== "full", output),
  );
}

function chosenRows() {
  if (values.only === undefined) return rows.filter((row) => scale === "full" || !row.onlyInFull);
  const ids = values.only.split(",");
  const unknown = ids.find((id) => !rows.some((row) => row.id === id));
  if (unknown !== undefined)
    throw new Error(`no row is named ${unknown}; the rows are ${rows.map(({ id }) => id).join(", ")}`);
  return rows.filter(({ id }) => ids.includes(id));
}
