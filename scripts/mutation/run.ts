/**
 * `npm run test:mutation -- [folder...] [--concurrency N]`: changes the code of each folder in one place at a time and runs
 * the tests that guard it; those that stay green have not seen the change (docs/reliability.md).
 */
import { mkdirSync } from "node:fs";
import { parseArgs } from "node:util";
import { Stryker } from "@stryker-mutator/core";
import { rooms, suitesOf, wantedScore } from "./rooms.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { concurrency: { type: "string", default: "1" } },
});
const reports = "coverage/mutation";
mkdirSync(reports, { recursive: true });
for (const folder of positionals.length > 0 ? positionals : rooms) await mutate(folder.replace(/\/$/, ""));

async function mutate(folder: string): Promise<void> {
  process.env["MUTATION_TESTS"] = JSON.stringify(suitesOf(folder));
  const report = `${reports}/${folder.replaceAll("/", "-")}`;
  await new Stryker({
    mutate: [folder.endsWith(".ts") ? folder : `${folder}/**/*.ts`],
    testRunner: "vitest",
    plugins: ["@stryker-mutator/vitest-runner"],
    vitest: { configFile: "scripts/mutation/vitest.config.ts", pool: "forks", related: false },
    coverageAnalysis: "perTest",
    // A constant of a module is evaluated before any test runs, so all tests would run for each.
    ignoreStatic: true,
    // Most strings are the words of errors, which tests do not repeat.
    mutator: { excludedMutations: ["StringLiteral"] },
    incremental: true,
    incrementalFile: `${report}.json`,
    reporters: ["clear-text", "html"],
    clearTextReporter: { allowColor: false, allowEmojis: false, logTests: false, reportTests: false },
    htmlReporter: { fileName: `${report}.html` },
    // Without a tsconfig.json: Stryker would rewrite it, with the interface of a TypeScript before 7.
    ignorePatterns: [
      "/*",
      "!/src",
      "!/test",
      "!/scripts",
      "!/renderer",
      "!/main",
      "!/package.json",
      "!/vitest.config.ts",
    ],
    tempDirName: `${reports}/sandbox`,
    concurrency: Number(values.concurrency),
    // A change that is slow is not a change that is seen: what takes this much longer never ends.
    timeoutMS: 60_000,
    timeoutFactor: 3,
    dryRunTimeoutMinutes: 30,
    thresholds: { high: 100, low: wantedScore(folder), break: wantedScore(folder) },
    allowConsoleColors: false,
  }).runMutationTest();
}
