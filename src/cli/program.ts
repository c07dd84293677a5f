import { Command } from "commander";
import { exportCommand } from "./export.ts";
import { importCommand } from "./import.ts";
import { inspectCommand } from "./inspect.ts";
import { backupCommand } from "./maintenance/backup.ts";
import { compactCommand } from "./maintenance/compact.ts";
import { salvageCommand } from "./maintenance/salvage.ts";
import { verifyCommand } from "./maintenance/verify.ts";
import { packageVersion } from "./package-root.ts";
import { replicateCommand } from "./replicate.ts";
import { serveCommand } from "./serve.ts";
import { appendCommand } from "./streams/append.ts";
import { createCommand } from "./streams/create.ts";
import { deleteCommand } from "./streams/delete.ts";
import { infoCommand } from "./streams/info.ts";
import { listCommand } from "./streams/list.ts";
import { readCommand } from "./streams/read.ts";
import { tailCommand } from "./streams/tail.ts";
import { commandName, fail } from "./terminal/fail.ts";

/** The commands, by what they are for. */
const groups = {
  "Streams, in a folder or on a server:": [
    listCommand,
    infoCommand,
    readCommand,
    tailCommand,
    appendCommand,
    createCommand,
    deleteCommand,
  ],
  "Files:": [importCommand, exportCommand],
  "Servers:": [inspectCommand, serveCommand, replicateCommand],
  "Stores:": [verifyCommand, backupCommand, compactCommand, salvageCommand],
} as const;

/** Runs the command line. @throws what the command throws; a usage error ends the process with exit code 1 */
export async function runProgram(args: readonly string[]): Promise<void> {
  exitQuietlyOnClosedPipe();
  const program = createProgram();
  if (args.length === 0) {
    const names = program.commands.map((command) => command.name());
    program.error(`error: a command is missing: ${names.slice(0, -1).join(", ")} or ${names.at(-1)}`);
  }
  await program.parseAsync(args, { from: "user" });
}

export function createProgram(): Command {
  const program = new Command(commandName)
    .description("Read, fill, inspect, serve, replicate and repair durable stream stores.")
    .version(packageVersion);
  for (const [group, commands] of Object.entries(groups)) {
    program.commandsGroup(group);
    for (const create of commands) program.addCommand(create());
  }
  for (const command of [program, ...program.commands])
    command.configureOutput({ outputError: (text, write) => write(usageError(text, command)) });
  return program;
}

/** One line: what is wrong, what may have been meant, and the usage. */
function usageError(text: string, command: Command): string {
  const name = command.parent ? `${commandName} ${command.name()}` : commandName;
  const problem = text
    .replace(/^error: /, "")
    .replaceAll(/\s*\n\s*/g, " ")
    .trim();
  const end = /[.?)]$/.test(problem) ? "" : ".";
  return `${commandName}: ${problem}${end} Usage: ${name} ${command.usage()} (see --help)\n`;
}

/** `export … | head` closes the pipe early, which is not an error. */
function exitQuietlyOnClosedPipe(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") fail(error);
    process.exit();
  });
}
