// A thread that runs scenarios: it receives a scenario, and answers with its tally.
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { runScenario, type Scenario } from "./scenario.ts";

const { folder } = workerData as { folder: string };

parentPort!.on("message", (scenario: Scenario) => void run(scenario));

async function run(scenario: Scenario): Promise<void> {
  const own = mkdtempSync(join(folder, "scenario-"));
  const tally = await runScenario(own, scenario);
  rmSync(own, { recursive: true, force: true });
  parentPort!.postMessage(tally);
}
