import { isBytes } from "../../protocol/append-data.ts";
import type { Batch, ClientMessage, PackedAppends } from "../../protocol/ipc/messages.ts";
import { unshared } from "./snapshot.ts";

type PlainAppend = Extract<ClientMessage, { kind: "call" }> & {
  readonly operation: "append";
  readonly args: readonly [path: string, data: unknown];
};

/** Larger messages gain nothing from packing, which copies them once more. In bytes. */
const maxPackedBytes = 16 * 1024;

/**
 * Joins consecutive appends of a batch to one path and without options into one `appends` message. Single appends and
 * other messages stay as they are.
 */
export function packAppends(batch: Batch<ClientMessage>): Batch<ClientMessage> {
  const packed: ClientMessage[] = [];
  for (let start = 0; start < batch.length;) {
    const appends = appendsFrom(batch, start);
    packed.push(appends.length > 1 ? joinAppends(appends) : ownBuffers(batch[start]!));
    start += Math.max(1, appends.length);
  }
  return packed;
}

/** The appends from `start` on that can be joined: all of them bytes, or none of them. */
function appendsFrom(batch: Batch<ClientMessage>, start: number): PlainAppend[] {
  const appends: PlainAppend[] = [];
  for (let i = start; i < batch.length; i++) {
    const message = batch[i]!;
    if (!isPackable(message)) break;
    const first = appends[0] ?? message;
    if (message.id !== first.id + appends.length) break;
    if (message.args[0] !== first.args[0] || isBytes(message.args[1]) !== isBytes(first.args[1])) break;
    appends.push(message);
  }
  return appends;
}

function isPackable(message: ClientMessage): message is PlainAppend {
  if (message.kind !== "call" || message.operation !== "append" || message.args.length !== 2) return false;
  const [path, data] = message.args;
  return typeof path === "string" && !(isBytes(data) && data.byteLength > maxPackedBytes);
}

/** A view would take all of its buffer across the port. */
function ownBuffers(message: ClientMessage): ClientMessage {
  if (message.kind !== "call" || !message.args.some(isBytes)) return message;
  return { ...message, args: message.args.map(unshared) };
}

function joinAppends(appends: readonly PlainAppend[]): ClientMessage {
  const { id, args } = appends[0]!;
  const values = appends.map((append) => append.args[1]);
  return { kind: "appends", id, path: args[0], ...(values.every(isBytes) ? joinBytes(values) : { values }) };
}

function joinBytes(messages: readonly Uint8Array[]): PackedAppends {
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
