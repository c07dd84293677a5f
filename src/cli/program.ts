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

/** Runs the command line. @throws what the command throws; a usage error ends the process with exit code 1 */
export async function runProgram(args: readonly string[]): Promise<void> {
  exitQuietlyOnClosedPipe();
  const program = createProgram();
  if (args.length === 0)
    program.error(
      "error: a command is missing: inspect, serve, import, export, verify, salvage or backup (see --help)",
    );
  await program.parseAsync(args, { from: "user" });
}

function createProgram(): Command {
  const program = new Command(commandName)
    .description("Inspect, serve, fill, export, verify, salvage and back up a durable stream store.")
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
      // An error is one line: no second one with a suggestion.
      .showSuggestionAfterError(false)
      .configureOutput({
        outputError: (text, write) => write(text.replace(/^error:/, `${commandName}:`)),
      });
  }
  return program;
}

/** `export … | head` closes the pipe early, which is not an error. */
function exitQuietlyOnClosedPipe(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") fail(error);
    process.exit();
  });
}
