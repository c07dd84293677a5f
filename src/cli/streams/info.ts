import { Command } from "commander";
import { columns, dim, printJson } from "../terminal/print.ts";
import type { Properties } from "../where/target.ts";
import { withTarget, withWhere, type WhereOptions } from "../where/where.ts";

interface InfoOptions extends WhereOptions {
  readonly json?: boolean;
}

export function infoCommand(): Command {
  return withWhere(new Command("info"))
    .description("Show the properties of a stream.")
    .argument("<path>", "the stream's path")
    .option("--json", "print them as a line of JSON")
    .addHelpText("after", helpText)
    .action(runInfo);
}

const helpText = `
Works while an app is using the store, and does not restart a TTL. A server reports
less than a folder: the content type, the tail, the expiry and whether the stream is
closed.

Examples:
  $ electron-durable-streams info ./streams orders
  $ electron-durable-streams info ./streams orders --json | jq -r .tailOffset`;

async function runInfo(where: string, path: string, options: InfoOptions): Promise<void> {
  await withTarget(where, "read", options, async (target) => {
    const properties = await target.head(path);
    if (options.json) return printJson(properties);
    for (const line of columns(rowsOf(properties))) console.log(line);
  });
}

function rowsOf(properties: Properties): string[][] {
  return Object.entries(labels).flatMap(([name, label]) => {
    const value = properties[name as keyof Properties];
    return value === undefined ? [] : [[dim(label), textOf(value)]];
  });
}

const labels = {
  path: "Path",
  contentType: "Content type",
  messageCount: "Messages",
  byteCount: "Bytes",
  startOffset: "Start offset",
  tailOffset: "Tail offset",
  closed: "Closed",
  createdAt: "Created",
  ttlSeconds: "TTL (seconds)",
  expiresAt: "Expires",
  deadline: "Deadline",
  retention: "Retention",
  fork: "Forked from",
  seq: "Last Stream-Seq",
} as const satisfies Partial<Record<keyof Properties, string>>;

function textOf(value: NonNullable<Properties[keyof Properties]>): string {
  if (value instanceof Date) return value.toISOString();
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
