import { Command } from "commander";
import { backupCommand } from "./backup.ts";
import { exportCommand } from "./export.ts";
import { commandName, fail } from "./terminal/fail.ts";
import { importCommand } from "./import.ts";
import { inspectCommand } from "./inspect.ts";
import { packageVersion } from "./package-root.ts";
import { salvageCommand } from "./salvage.ts";
import { serveCommand } from "./serve.ts";
import { verifyCommand } from "./verify.ts";

/** Runs the command line. @throws what the command throws; a wrong usage ends the process, with exit code 1 */
export async function runProgram(args: readonly string[]): Promise<void> {
  endQuietlyWithoutReader();
  const program = createProgram();
  if (args.length === 0)
    program.error(
      "error: a command is missing: inspect, serve, import, export, verify, salvage or backup (see --help)",
    );
  await program.parseAsync(args, { from: "user" });
}

function createProgram(): Command {
  const program = new Command(commandName)
    .description(
      "Look into a durable stream store, serve it, fill its streams from files, write them back out, verify it.",
    )
    .version(packageVersion);
  for (const command of [
    inspectCommand(),
    serveCommand(),
    importCommand(),
    exportCommand(),
    verifyCommand(),
    salvageCommand(),
    backupCommand(),
  ])
    program.addCommand(command);
  for (const command of [program, ...program.commands]) {
    command
      // One line means one: no second one with a guess.
      .showSuggestionAfterError(false)
      .configureOutput({
        outputError: (text, write) => write(text.replace(/^error:/, `${commandName}:`)),
      });
  }
  return program;
}

/** `export … | head` closes the pipe when it has seen enough: that is no failure. */
function endQuietlyWithoutReader(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") fail(error);
    process.exit();
  });
}
