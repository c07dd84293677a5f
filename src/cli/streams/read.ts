import { Command } from "commander";
import { positionIn, withPosition, type PositionOptions } from "../terminal/position-options.ts";
import { withWhere } from "../where/where.ts";
import { printStream, type PrintOptions } from "./print-stream.ts";

interface ReadCommandOptions extends PositionOptions, PrintOptions {
  readonly follow?: boolean;
}

export function readCommand(): Command {
  return withPosition(withWhere(new Command("read")).argument("<path>", "the stream's path"))
    .description("Print the messages of a stream.")
    .option(
      "--follow",
      "continue with messages as they are appended, until Ctrl-C or the end of a closed stream",
    )
    .option("--json", "print each message as a line of JSON, also in a text or byte stream")
    .summary("Print the messages of a stream.")
    .addHelpText("after", helpText)
    .action(runRead);
}

const helpText = `
Works while an app is using the store. Each message of JSON or text is on its own
line. Messages of bytes follow one another; so does text from a server, because the
protocol keeps no boundaries between messages of text. export writes to a file, and
byte for byte.

With --follow, a lost connection to a server is tried again, and nothing is printed
twice or left out.

Examples:
  $ electron-durable-streams read ./streams orders --last 10
  $ electron-durable-streams read ./streams orders --since 2030-01-31T12:00 | jq .total
  $ electron-durable-streams read http://127.0.0.1:4437 logs/app --follow`;

async function runRead(where: string, path: string, options: ReadCommandOptions): Promise<void> {
  await printStream(where, path, { ...positionIn(options), follow: options.follow ?? false }, options);
}
