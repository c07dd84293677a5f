import { Command } from "commander";
import { openStreamStore, type VerifyProblem, type VerifyProgress } from "../store/index.ts";
import { fail } from "./terminal/fail.ts";
import { startProgress } from "./terminal/progress.ts";
import { stopSignal } from "./terminal/stop-signal.ts";

export function verifyCommand(): Command {
  return new Command("verify")
    .description("Read a whole store and say what is damaged.")
    .argument("<directory>", "the store's folder; an app may have it open meanwhile")
    .addHelpText("after", helpText)
    .action(runVerify);
}

const helpText = `
Nothing is changed. Each problem is one line on standard output; the exit code is 0
where there is none, and 1 otherwise.

Examples:
  $ electron-durable-streams verify ./streams`;

async function runVerify(directory: string): Promise<void> {
  const store = openStreamStore({ directory, readOnly: true });
  const stop = stopSignal();
  try {
    const last = await lastReport(store.verify({ signal: stop.signal }));
    if (stop.signal.aborted) return fail("stopped: not everything was checked", stop.exitCode);
    for (const problem of last.problems) console.log(line(problem));
    if (last.problems.length > 0) return fail(`${directory} is damaged: ${last.problems.length} problems`);
    console.error(`${directory} is in order.`);
  } finally {
    stop.release();
    await store.close();
  }
}

async function lastReport(reports: AsyncIterable<VerifyProgress>): Promise<VerifyProgress> {
  let last: VerifyProgress = { checked: 0, total: 0, problems: [], done: false };
  let progress: ReturnType<typeof startProgress> | undefined;
  try {
    for await (last of reports) {
      progress ??= startProgress("verifying", last.total);
      progress.update(last.checked);
    }
  } finally {
    progress?.stop();
  }
  return last;
}

function line({ kind, path, offset, message }: VerifyProblem): string {
  const where = [path !== undefined && JSON.stringify(path), offset !== undefined && `after ${offset}`];
  return [kind, ...where.filter((part) => part !== false)].join(" ") + `: ${message}`;
}
