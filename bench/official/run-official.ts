import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/**
 * Runs the official benchmark against a server.
 *
 * The benchmark is not on npm: `DURABLE_STREAMS_REPOSITORY` names a checkout of the durable-streams repository.
 *
 * @param url the server's origin; its streams are expected below `/v1/stream/`
 * @param directory where benchmark-results.json is written
 * @returns the exit code
 */
export async function runOfficial(url: string, directory: string): Promise<number> {
  if (process.env["DURABLE_STREAMS_REPOSITORY"] === undefined) {
    console.error(
      "Set DURABLE_STREAMS_REPOSITORY to a checkout of durable-streams with its packages installed.",
    );
    return 1;
  }
  const require = createRequire(import.meta.url);
  const vitest = join(dirname(require.resolve("vitest/package.json")), "vitest.mjs");
  // vitest.config.ts has two projects, and each would run it.
  const options = ["--run", "--project", "quick", "--root", import.meta.dirname];
  const child = spawn(process.execPath, [vitest, "bench", ...options], {
    cwd: directory,
    env: { ...process.env, OFFICIAL_BENCH_URL: new URL(url).origin },
    stdio: "inherit",
  });
  const [code] = (await once(child, "exit")) as [number | null];
  return code ?? 1;
}
