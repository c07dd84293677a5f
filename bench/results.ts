import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { Result } from "./row.ts";

export function writeResults(file: string, results: readonly Result[]): void {
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
}

/** Replaces the results of the same rows and keeps the others. */
export function replaceResults(file: string, results: readonly Result[]): void {
  const kept = existsSync(file) ? readResults(file) : [];
  const merged = new Map([...kept, ...results].map((result) => [result.id, result]));
  writeResults(file, [...merged.values()]);
}

export function readResults(file: string): Result[] {
  return JSON.parse(readFileSync(file, "utf8")) as Result[];
}
