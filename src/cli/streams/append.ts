import { Command } from "commander";
import { StreamError } from "../../protocol/errors.ts";
import { definitionsIn, streamsOption } from "../terminal/definitions.ts";
import { counted } from "../terminal/counted.ts";
import { printJson } from "../terminal/print.ts";
import { runUntilStopped } from "../terminal/stop-signal.ts";
import { openStandardInput } from "../import/source.ts";
import type { Properties, Target } from "../where/target.ts";
import { isUrl } from "../where/is-url.ts";
import { withTarget, withWhere, type WhereOptions } from "../where/where.ts";
import { inputBatches, messagesOf } from "./append-input.ts";

interface AppendCommandOptions extends WhereOptions {
  readonly json?: boolean;
  readonly streams?: string;
}

interface Count {
  messages: number;
  offset: string;
}

export function appendCommand(): Command {
  return withWhere(new Command("append"))
    .description("Append messages to a stream.")
    .argument("<path>", "the stream's path; create makes a stream")
    .argument("[messages...]", "the messages, one per argument; from standard input if omitted")
    .option("--json", "print the result as a line of JSON")
    .option(...streamsOption)
    .addHelpText("after", helpText)
    .action(runAppend);
}

const helpText = `
In an application/json stream each message must be JSON: quote text twice, as in
'"text"'. Messages in arguments are appended together, or none of them; text that is sent
to a URL is one request for each message.

From standard input, each line of JSON or text becomes a message as it comes. A line
of text keeps its line ending; blank lines of JSON are skipped. Any other input
becomes one message.

Lines that were appended before are appended again. import recognises them.

Examples:
  $ electron-durable-streams append ./streams orders '{"total":42}'
  $ tail -f app.log | electron-durable-streams append ./streams logs/app
  $ electron-durable-streams append http://127.0.0.1:4437 orders < orders.ndjson`;

async function runAppend(
  where: string,
  path: string,
  messages: readonly string[],
  options: AppendCommandOptions,
): Promise<void> {
  const definitions = await definitionsIn(options.streams);
  let count: Count | undefined;
  await runUntilStopped(
    async (signal) => {
      await withTarget(where, "write", { ...options, definitions }, async (target) => {
        const stream = await target.head(path);
        count = { messages: 0, offset: stream.tailOffset };
        if (messages.length > 0) await appendBatch(target, stream, messagesOf(messages, stream), count);
        else await appendInput(where, target, stream, count, signal);
      });
      signal.throwIfAborted();
      if (count) printResult(path, count, options.json ?? false);
    },
    () => `stopped after ${counted(count?.messages ?? 0, "message")}`,
  );
}

async function appendInput(
  where: string,
  target: Target,
  stream: Properties,
  count: Count,
  signal: AbortSignal,
): Promise<void> {
  const source = openStandardInput(isUrl(where) ? undefined : where);
  try {
    for await (const batch of inputBatches(source.chunks(signal), stream))
      await appendBatch(target, stream, batch, count);
  } catch (error) {
    throw withAppended(error, count.messages);
  } finally {
    await source.close();
  }
}

async function appendBatch(
  target: Target,
  stream: Properties,
  messages: readonly Uint8Array[],
  count: Count,
): Promise<void> {
  const { offset } = await target.append(stream, messages);
  count.offset = offset;
  count.messages += messages.length;
}

/** Says what was appended before the input or an append failed. */
function withAppended(error: unknown, messages: number): unknown {
  if (!(error instanceof StreamError) || messages === 0) return error;
  const text = `${error.message}; ${counted(messages, "message")} before it ${messages === 1 ? "was" : "were"} appended`;
  return new StreamError(error.code, text, error.details);
}

function printResult(path: string, { messages, offset }: Count, json: boolean): void {
  if (json) printJson({ path, messages, offset });
  else console.log(`Appended ${counted(messages, "message")} to ${path}, up to ${offset}`);
}
