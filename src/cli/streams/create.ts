import { Command, Option } from "commander";
import type { CreateOptions, Retention } from "../../protocol/stream.ts";
import { parsePositive } from "../terminal/parse-count.ts";
import { parseTime } from "../terminal/parse-position.ts";
import { printJson } from "../terminal/print.ts";
import { withTarget, withWhere, type WhereOptions } from "../where/where.ts";

interface CreateCommandOptions extends WhereOptions {
  readonly contentType: string;
  readonly ttl?: number;
  readonly expiresAt?: Date;
  readonly maxMessages?: number;
  readonly maxBytes?: number;
  readonly maxAge?: number;
  readonly json?: boolean;
}

export function createCommand(): Command {
  return withWhere(new Command("create"))
    .description("Create a stream.")
    .argument("<path>", "the stream's path")
    .option("--content-type <type>", "what the stream holds", "application/json")
    .addOption(
      new Option("--ttl <seconds>", "delete the stream so long after its last read or write")
        .argParser(parsePositive)
        .conflicts("expiresAt"),
    )
    .option("--expires-at <time>", "delete the stream at this time", parseTime)
    .option("--max-messages <count>", "keep at most so many messages (folder only)", parsePositive)
    .option("--max-bytes <count>", "keep at most so many bytes (folder only)", parsePositive)
    .option("--max-age <seconds>", "keep messages for so long (folder only)", parsePositive)
    .option("--json", "print the result as a line of JSON")
    .addHelpText("after", helpText)
    .action(runCreate);
}

const helpText = `
Repeating it changes nothing: a stream with the same configuration is left as it is,
and one with another is an error (EXISTS). The folder is created if it does not
exist.

Examples:
  $ electron-durable-streams create ./streams orders
  $ electron-durable-streams create ./streams logs/app --content-type text/plain
  $ electron-durable-streams create http://127.0.0.1:4437 chat/42 --ttl 3600`;

async function runCreate(where: string, path: string, options: CreateCommandOptions): Promise<void> {
  await withTarget(where, "create", options, async (target) => {
    const created = await target.create(path, createOptionsIn(options));
    if (options.json) printJson({ path, created });
    else console.log(created ? `Created ${path}` : `${path} already exists with this configuration`);
  });
}

function createOptionsIn(options: CreateCommandOptions): CreateOptions {
  const { contentType, ttl, expiresAt } = options;
  const retention = retentionIn(options);
  return {
    contentType,
    ...(ttl !== undefined && { ttlSeconds: ttl }),
    ...(expiresAt && { expiresAt }),
    ...(retention && { retention }),
  };
}

function retentionIn({ maxMessages, maxBytes, maxAge }: CreateCommandOptions): Retention | undefined {
  const retention = {
    ...(maxMessages !== undefined && { maxMessages }),
    ...(maxBytes !== undefined && { maxBytes }),
    ...(maxAge !== undefined && { maxAgeMs: maxAge * 1000 }),
  };
  return Object.keys(retention).length > 0 ? retention : undefined;
}
