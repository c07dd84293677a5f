import { Command } from "commander";
import { parseCount } from "../terminal/parse-position.ts";
import { withWhere } from "../where/where.ts";
import { printStream, type PrintOptions } from "./print-stream.ts";

interface TailOptions extends PrintOptions {
  readonly lines: number;
  readonly follow?: boolean;
}

export function tailCommand(): Command {
  return withWhere(new Command("tail"))
    .description("Print the last messages of a stream.")
    .argument("<path>", "the stream's path")
    .option("-n, --lines <count>", "how many messages", parseCount, 10)
    .option("-f, --follow", "continue with messages as they are appended, until Ctrl-C")
    .option("--json", "print each message as a line of JSON, also in a text or byte stream")
    .addHelpText("after", helpText)
    .action(runTail);
}

const helpText = `
The same as read --last.

Examples:
  $ electron-durable-streams tail ./streams logs/app
  $ electron-durable-streams tail -n 100 -f ./streams logs/app`;

async function runTail(where: string, path: string, options: TailOptions): Promise<void> {
  await printStream(where, path, { last: options.lines, follow: options.follow ?? false }, options);
}
