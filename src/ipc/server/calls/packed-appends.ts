import type { Batch, ClientMessage, ServerMessage } from "../../../protocol/ipc/messages.ts";
import type { AppendResult } from "../../../protocol/stream.ts";

/** The store's side of `appends`, which `client-pack-appends.ts` makes, and of its answer. */
type Appends = Extract<ClientMessage, { kind: "appends" }>;
export type Call = Extract<ClientMessage, { kind: "call" }>;

/** Of one message. A client of ours has fewer under way. */
const maxAppends = 20_000;

/** How many calls a message stands for; 0 if it is something else, or malformed. Nothing of it has been checked yet. */
export function appendsIn(message: unknown): number {
  if (typeof message !== "object" || message === null) return 0;
  const { kind, values, lengths } = message as Record<string, unknown>;
  if (kind !== "appends") return 0;
  const packed = "values" in message ? Array.isArray(values) && values : isUnshared(lengths) && lengths;
  return packed && packed.length <= maxAppends ? packed.length : 0;
}

/** Why it is malformed, if so. What is appended is checked where each call is. */
export function problemOf(message: Appends): string | undefined {
  if (typeof message.path !== "string") return "its path is no text";
  const count = appendsIn(message);
  if (count === 0) return `it does not hold 1 to ${maxAppends} appends`;
  if (!Number.isSafeInteger(message.id + count)) return "its ids are too large";
  if ("values" in message) return undefined;
  if (!(message.data instanceof Uint8Array)) return "its data are no bytes";
  let size = 0;
  for (const length of message.lengths) size += length;
  return size === message.data.byteLength ? undefined : "its lengths are not those of its data";
}

export function* unpackAppends(message: Appends): Generator<Call> {
  let { id } = message;
  for (const data of dataOf(message))
    yield { kind: "call", id: id++, operation: "append", args: [message.path, data] };
}

/** Answers to calls that came one by one, and to those that came packed: `packAppended` joins these. */
export const answerTo = {
  call: (id: number, value: unknown): ServerMessage => ({ kind: "result", id, value }),
  // Without options it is no duplicate, and closes nothing.
  append: (id: number, value: unknown): ServerMessage => ({
    kind: "appended",
    id,
    offsets: [(value as AppendResult).offset],
  }),
};

/** Joins results of appends that follow one another in a batch. */
export function packAppended(batch: Batch<ServerMessage>): Batch<ServerMessage> {
  const packed: ServerMessage[] = [];
  let run: { id: number; offsets: string[] } | undefined;
  for (const message of batch) {
    if (message.kind !== "appended") {
      run = undefined;
      packed.push(message);
    } else if (run && message.id === run.id + run.offsets.length) {
      run.offsets.push(...message.offsets);
    } else {
      const joined = { kind: message.kind, id: message.id, offsets: [...message.offsets] };
      packed.push(joined);
      run = joined;
    }
  }
  return packed;
}

function* dataOf(message: Appends): Generator {
  if ("values" in message) return yield* message.values;
  let start = 0;
  for (const length of message.lengths) yield message.data.subarray(start, (start += length));
}

/** What is shared with another thread could change after it was checked. */
function isUnshared(lengths: unknown): lengths is Uint32Array {
  return lengths instanceof Uint32Array && lengths.buffer instanceof ArrayBuffer;
}
