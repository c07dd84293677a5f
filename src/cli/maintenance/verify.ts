import { Command } from "commander";
import type { StreamStore, VerifyProblem } from "../../store/index.ts";
import { openToRead } from "../where/open-store.ts";
import { counted } from "../terminal/counted.ts";
import { fail } from "../terminal/fail.ts";
import { Progress } from "../terminal/progress.ts";
import { runUntilStopped } from "../terminal/stop-signal.ts";
import { withStore } from "../terminal/with-store.ts";

export function verifyCommand(): Command {
  return new Command("verify")
    .description("Read a whole store and report what is damaged.")
    .argument("<directory>", "the store's folder; works while an app is using the store")
    .addHelpText("after", helpText)
    .action(runVerify);
}

const helpText = `
Changes nothing. Each problem is one line on standard output; the exit code is 0
if there are none, and 1 otherwise.

Examples:
  $ electron-durable-streams verify ./streams`;

async function runVerify(directory: string): Promise<void> {
  await runUntilStopped(
    (signal) =>
      withStore(openToRead(directory), async (store) => {
        const problems = await problemsIn(store, signal);
        for (const problem of problems) console.log(line(problem));
        if (problems.length > 0)
          return fail(`${directory} is damaged: ${counted(problems.length, "problem")}`);
        console.error(`No problems found in ${directory}.`);
      }),
    () => "stopped: not everything was checked",
  );
}

async function problemsIn(store: StreamStore, signal: AbortSignal): Promise<readonly VerifyProblem[]> {
  const progress = new Progress("Verifying");
  let problems: readonly VerifyProblem[] = [];
  try {
    for await (const report of store.verify({ signal })) {
      progress.update(report.checked, report.total);
      problems = report.problems;
    }
  } finally {
    progress.stop();
  }
  // Aborting ends the reports without an error.
  signal.throwIfAborted();
  return problems;
}

function line({ kind, path, offset, message }: VerifyProblem): string {
  const where = [path !== undefined && JSON.stringify(path), offset !== undefined && `after ${offset}`];
  return [kind, ...where.filter((part) => part !== false)].join(" ") + `: ${message}`;
}
