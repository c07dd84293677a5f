import { StreamError } from "../../protocol/errors.ts";
import { standardOutput } from "../export/output.ts";
import { stopSignal } from "../terminal/stop-signal.ts";
import { isUtf8Text } from "../../transfer/import/format.ts";
import type { Properties, ReadRequest, Target } from "../where/target.ts";
import { withTarget, type WhereOptions } from "../where/where.ts";
import { printedBytes } from "./printed-bytes.ts";

export interface PrintOptions extends WhereOptions {
  readonly json?: boolean;
}

const newline = 0x0a;

/** Writes the messages of a stream to standard output. Ctrl-C ends it, which is no failure of a follower. */
export async function printStream(
  where: string,
  path: string,
  request: Omit<ReadRequest, "signal">,
  options: PrintOptions,
): Promise<void> {
  const stop = stopSignal();
  try {
    await withTarget(where, "read", options, async (target) =>
      print(target, await target.head(path), { ...request, signal: stop.signal }, options.json ?? false),
    );
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  } finally {
    stop.release();
  }
  // As a shell expects it of a program that a signal has ended.
  if (stop.signal.aborted) process.exitCode = stop.exitCode;
}

async function print(
  target: Target,
  stream: Properties,
  request: ReadRequest,
  asJson: boolean,
): Promise<void> {
  let last = newline;
  for await (const content of target.read(stream, request)) {
    if (asJson && !content.isWhole)
      throw new StreamError(
        "BAD_REQUEST",
        `over HTTP, ${stream.contentType} has no boundaries between messages: leave out --json`,
      );
    const bytes = printedBytes(content, stream.contentType, asJson);
    last = bytes.at(-1) ?? last;
    await standardOutput.write(bytes);
  }
  // The shell's prompt comes on a line of its own.
  const isOnTerminal = process.stdout.isTTY && isUtf8Text(stream.contentType);
  if (last !== newline && isOnTerminal) await standardOutput.write(Uint8Array.of(newline));
}
