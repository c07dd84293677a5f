import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Result } from "../../bench/row.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const script = join(import.meta.dirname, "..", "..", "bench", "bench.ts");

function bench(...options: string[]) {
  return spawnSync(process.execPath, [script, "--scale", "tiny", ...options], { encoding: "utf8" });
}

test("the benchmark writes a result for each row", async () => {
  const directory = await temporaryDirectory();
  const output = join(directory, "results.json");
  const rows = ["append-pipelined", "read-tail", "ipc-append", "disk"];
  const { status, stderr, stdout } = bench(
    "--only",
    rows.join(),
    "--directory",
    directory,
    "--output",
    output,
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const results = JSON.parse(readFileSync(output, "utf8")) as Result[];
  expect(results.map(({ id }) => id)).toEqual(rows);
  for (const result of results) {
    expect(result).toMatchObject({
      what: expect.any(String),
      anchorName: expect.any(String),
      unit: expect.any(String),
      goal: expect.any(Number),
    });
    expect(result.ours).toBeGreaterThan(0);
    expect(result.anchor).toBeGreaterThan(0);
    const better = result.unit.endsWith("/s") ? result.ours / result.anchor : result.anchor / result.ours;
    expect(result.ratio).toBeCloseTo(better, 6);
    expect(stdout).toContain(result.id);
  }
});

test("the benchmark replaces the result of a row that is measured again and keeps the others", async () => {
  const directory = await temporaryDirectory();
  const output = join(directory, "results.json");
  for (const only of ["append-batch,disk", "append-batch"]) {
    expect(bench("--only", only, "--directory", directory, "--output", output).status).toBe(0);
  }
  const results = JSON.parse(readFileSync(output, "utf8")) as Result[];
  expect(results.map(({ id }) => id)).toEqual(["append-batch", "disk"]);
});
