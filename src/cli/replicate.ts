import { Argument, Command } from "commander";
import { replicate } from "../replication/index.ts";
import { StreamError } from "../protocol/errors.ts";
import type { ReplicationDirection, ReplicationStatus } from "../protocol/replication.ts";
import type { StreamStore } from "../store/index.ts";
import { outcomeOf, statusLines } from "./replicate/status-lines.ts";
import { printJson } from "./terminal/print.ts";
import { definitionsIn, streamsOption } from "./terminal/definitions.ts";
import { aborted, stopSignal } from "./terminal/stop-signal.ts";
import { withStore } from "./terminal/with-store.ts";
import { openOrCreate, openToWrite } from "./where/open-store.ts";
import { tokenOption } from "./where/where.ts";

interface ReplicateCommandOptions {
  readonly prefix?: string;
  readonly token?: string;
  readonly once?: boolean;
  readonly streams?: string;
  readonly json?: boolean;
}

export function replicateCommand(): Command {
  return new Command("replicate")
    .description("Push streams to a server, or pull them from it.")
    .addArgument(
      new Argument("<direction>", "push sends local messages; pull mirrors remote streams").choices([
        "push",
        "pull",
      ]),
    )
    .argument("<directory>", "the store's folder; no app may be using it")
    .argument("<url>", "the stream root of a Durable Streams server")
    .argument("[paths...]", "the streams; for a push, all of them by default")
    .addOption(tokenOption())
    .option("--prefix <text>", "push all streams whose path starts with this text")
    .option("--once", "stop when all streams are up to date; fail at the first error")
    .option(...streamsOption)
    .option("--json", "print the status as a line of JSON after each change")
    .addHelpText("after", helpText)
    .action(runReplicate);
}

const helpText = `
Prints a line when the state of a stream or of the server changes, and continues
until Ctrl-C. The next run continues where this one ended. No other client may write
to the target streams.

Examples:
  $ electron-durable-streams replicate push ./streams https://streams.example/v1/stream
  $ electron-durable-streams replicate pull ./copy http://127.0.0.1:4437 orders --once`;

async function runReplicate(
  direction: ReplicationDirection,
  directory: string,
  url: string,
  paths: readonly string[],
  options: ReplicateCommandOptions,
): Promise<void> {
  const { prefix, once = false, token, json = false } = options;
  if (direction === "pull" && paths.length === 0)
    throw new StreamError("BAD_REQUEST", "a pull needs the paths of its streams: servers do not list them");
  if (prefix !== undefined && (direction === "pull" || paths.length > 0))
    throw new StreamError("BAD_REQUEST", "--prefix is for a push without paths");
  const store = (direction === "pull" ? openOrCreate : openToWrite)(
    directory,
    await definitionsIn(options.streams),
  );
  await withStore(store, async () => {
    const streams = direction === "push" ? await pushed(store, paths, prefix, once) : paths;
    const headers: Record<string, string> = token === undefined ? {} : { Authorization: `Bearer ${token}` };
    const expected = once ? (streams as readonly string[]).length : undefined;
    await follow(replicate(store, { url, direction, streams, headers }), expected, json);
  });
}

/** Paths that must exist; or a prefix, of which `--once` takes the streams that exist now. */
async function pushed(
  store: StreamStore,
  paths: readonly string[],
  prefix = "",
  once = false,
): Promise<readonly string[] | { readonly prefix: string }> {
  for (const path of paths) await store.head(path);
  if (paths.length > 0) return paths;
  if (!once) return { prefix };
  const found: string[] = [];
  for (let after: string | undefined; ;) {
    const page = await store.list({ prefix, limit: 1000, ...(after && { after }) });
    found.push(...page.streams.map(({ path }) => path));
    if (page.next === undefined) return found;
    after = page.next;
  }
}

/**
 * Runs until Ctrl-C; or, if `expected` is a number, until so many streams are up to date.
 *
 * @throws what keeps one of them from it
 */
async function follow(
  replication: ReturnType<typeof replicate>,
  expected: number | undefined,
  json: boolean,
): Promise<void> {
  const stop = stopSignal();
  const lines = statusLines();
  const print = (status: ReplicationStatus) => {
    if (json) printJson(status);
    else for (const line of lines(status)) console.log(line);
  };
  try {
    const finished = new Promise<void>((resolve, reject) => {
      replication.status$.subscribe((status: ReplicationStatus) => {
        print(status);
        if (expected === undefined) return;
        const { isFinished, error } = outcomeOf(status, expected);
        if (error) reject(error);
        else if (isFinished) resolve();
      });
    });
    await Promise.race([finished, aborted(stop.signal)]);
    // The status that ended it may still have the lag of a moment before.
    if (!stop.signal.aborted) print(await replication.status());
  } finally {
    await replication.close();
    stop.release();
  }
  if (stop.signal.aborted) process.exitCode = stop.exitCode;
}
