import { Command } from "commander";
import type { StreamInfo } from "../../protocol/stream.ts";
import { counted } from "../terminal/counted.ts";
import { columns, dim, printJson } from "../terminal/print.ts";
import { withTarget, withWhere, type WhereOptions } from "../where/where.ts";

interface ListCommandOptions extends WhereOptions {
  readonly json?: boolean;
}

export function listCommand(): Command {
  return withWhere(new Command("list"))
    .alias("ls")
    .description("List the streams of a store.")
    .argument("[prefix]", "only streams whose path starts with this text")
    .option("--json", "print each stream as a line of JSON, with all of its properties")
    .addHelpText("after", helpText)
    .action(runList);
}

const helpText = `
Works while an app is using the store. On a terminal the streams are a table;
otherwise each is a line of path, messages, bytes and content type with tabs in
between. A server must be one of this package: the protocol has no list.

Examples:
  $ electron-durable-streams list ./streams
  $ electron-durable-streams list ./streams logs/ | cut -f1
  $ electron-durable-streams list http://127.0.0.1:4437 --json | jq .tailOffset`;

async function runList(
  where: string,
  prefix: string | undefined,
  options: ListCommandOptions,
): Promise<void> {
  await withTarget(where, "read", options, async (target) => {
    let streams = 0;
    for await (const page of target.list(prefix === undefined ? {} : { prefix })) {
      streams += page.length;
      if (options.json) page.forEach(printJson);
      else for (const line of process.stdout.isTTY ? tableOf(page) : page.map(lineOf)) console.log(line);
    }
    if (process.stdout.isTTY && !options.json) console.log(dim(counted(streams, "stream")));
  });
}

function lineOf({ path, messageCount, byteCount, contentType }: StreamInfo): string {
  return [path, messageCount, byteCount, contentType].join("\t");
}

function tableOf(page: readonly StreamInfo[]): string[] {
  if (page.length === 0) return [];
  const [header = "", ...rows] = columns([
    ["PATH", "MESSAGES", "BYTES", "CONTENT TYPE"],
    ...page.map(({ path, messageCount, byteCount, contentType, closed }) => [
      path,
      messageCount,
      byteCount,
      closed ? `${contentType} (closed)` : contentType,
    ]),
  ]);
  return [dim(header), ...rows];
}
