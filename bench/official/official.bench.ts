// Run by run-official.ts, with the server's origin in a variable.
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** What is used of the benchmark's index.ts. */
interface Benchmarks {
  readonly runBenchmarks: (options: { readonly baseUrl: string; readonly environment: string }) => void;
}

const sources = join(process.env["DURABLE_STREAMS_REPOSITORY"]!, "packages/benchmarks/src/index.ts");
const { runBenchmarks } = (await import(/* @vite-ignore */ pathToFileURL(sources).href)) as Benchmarks;
runBenchmarks({ baseUrl: process.env["OFFICIAL_BENCH_URL"]!, environment: "local" });
