// Run by run-official.ts, with the server's origin in a variable.
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** What is used of the benchmark's index.ts. */
interface Benchmarks {
  runBenchmarks(options: { readonly baseUrl: string; readonly environment: string }): void;
}

const sources = join(import.meta.dirname, "../../vendor/durable-streams/benchmarks/src/index.ts");
const benchmarks = (await import(/* @vite-ignore */ pathToFileURL(sources).href)) as Benchmarks;
benchmarks.runBenchmarks({ baseUrl: process.env["OFFICIAL_BENCH_URL"]!, environment: "local" });
