import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const script = join(import.meta.dirname, "..", "..", "bench", "bench.ts");

test.skipIf(process.platform === "win32")(
  "the benchmark removes its folder when it gets SIGTERM",
  async () => {
    const directory = await temporaryDirectory();
    const bench = spawn(
      process.execPath,
      [script, "--scale", "tiny", "--rounds", "100000", "--only", "append-batch", "--directory", directory],
      { stdio: "ignore" },
    );
    await expect
      .poll(() => readdirSync(directory, { recursive: true }).join(), { timeout: 60_000 })
      .toContain("streams.db");
    bench.kill("SIGTERM");
    expect(await once(bench, "exit")).toEqual([128 + 15, null]);
    expect(readdirSync(directory)).toEqual([]);
  },
);
