import { Command } from "commander";
import { counted } from "../terminal/counted.ts";
import { printJson } from "../terminal/print.ts";
import { withTarget, withWhere, type WhereOptions } from "../where/where.ts";

interface DeleteOptions extends WhereOptions {
  readonly json?: boolean;
}

export function deleteCommand(): Command {
  return withWhere(new Command("delete"))
    .alias("rm")
    .description("Delete a stream with all of its messages, permanently.")
    .argument("<path>", "the stream's path")
    .option("--json", "print the result as a line of JSON")
    .addHelpText("after", helpText)
    .action(runDelete);
}

const helpText = `
Asks nothing. Deletes one stream; a path is not a prefix. backup copies a store
first.

Examples:
  $ electron-durable-streams delete ./streams logs/old`;

async function runDelete(where: string, path: string, options: DeleteOptions): Promise<void> {
  await withTarget(where, "write", options, async (target) => {
    const { messageCount } = await target.head(path);
    await target.delete(path);
    if (options.json) return printJson({ path, deleted: true });
    const messages = messageCount === undefined ? "" : `: ${counted(messageCount, "message")}`;
    console.log(`Deleted ${path}${messages}`);
  });
}
