import type { Batch, ClientMessage, PackedAppends } from "../../protocol/ipc/messages.ts";
import { unshared } from "./snapshot.ts";

type PlainAppend = Extract<ClientMessage, { kind: "call" }> & {
  readonly operation: "append";
  readonly args: readonly [path: string, data: unknown];
};

/** Bytes of a message above which packing gives nothing: it would only be copied once more. */
const maxPackedBytes = 16 * 1024;

/**
 * Gives appends of a batch that follow one another, to one path and without options, the form of `appends`. What is
 * alone, or anything else, stays as it is.
 */
export function packAppends(batch: Batch<ClientMessage>): Batch<ClientMessage> {
  const packed: ClientMessage[] = [];
  for (let start = 0; start < batch.length;) {
    const run = runFrom(batch, start);
    packed.push(run.length > 1 ? toAppends(run) : alone(batch[start]!));
    start += Math.max(1, run.length);
  }
  return packed;
}

/** The appends, from `start` on, that can go together; they are all bytes, or none of them is. */
function runFrom(batch: Batch<ClientMessage>, start: number): PlainAppend[] {
  const run: PlainAppend[] = [];
  for (let i = start; i < batch.length; i++) {
    const message = batch[i]!;
    if (!isPackable(message)) break;
    const first = run[0] ?? message;
    if (message.id !== first.id + run.length) break;
    if (message.args[0] !== first.args[0] || isBytes(message.args[1]) !== isBytes(first.args[1])) break;
    run.push(message);
  }
  return run;
}

function isPackable(message: ClientMessage): message is PlainAppend {
  if (message.kind !== "call" || message.operation !== "append" || message.args.length !== 2) return false;
  const [path, data] = message.args;
  return typeof path === "string" && !(isBytes(data) && data.byteLength > maxPackedBytes);
}

function isBytes(data: unknown): data is Uint8Array {
  return data instanceof Uint8Array;
}

function alone(message: ClientMessage): ClientMessage {
  if (message.kind !== "call" || !message.args.some(isBytes)) return message;
  return { ...message, args: message.args.map(unshared) };
}

function toAppends(run: readonly PlainAppend[]): ClientMessage {
  const { id, args } = run[0]!;
  const values = run.map((append) => append.args[1]);
  return { kind: "appends", id, path: args[0], ...(values.every(isBytes) ? joined(values) : { values }) };
}

function joined(messages: readonly Uint8Array[]): PackedAppends {
  const lengths = new Uint32Array(messages.length);
  let size = 0;
  for (let i = 0; i < messages.length; i++) size += lengths[i] = messages[i]!.byteLength;
  const data = new Uint8Array(size);
  let at = 0;
  for (const message of messages) {
    data.set(message, at);
    at += message.byteLength;
  }
  return { data, lengths };
}
