import type { Batch, ClientMessage, ServerMessage } from "../../../protocol/ipc/messages.ts";
import type { AppendResult } from "../../../protocol/stream.ts";

/** The server's side of `appends`, which `client/pack-appends.ts` builds, and of the response to it. */
type Appends = Extract<ClientMessage, { kind: "appends" }>;
export type Call = Extract<ClientMessage, { kind: "call" }>;

/** Appends in one message. The client of this package has fewer in flight. */
const maxAppends = 20_000;

/** How many calls an unchecked message stands for; 0 if it is malformed or of another kind. */
export function appendsIn(message: unknown): number {
  if (typeof message !== "object" || message === null) return 0;
  const { kind, values, lengths } = message as Record<string, unknown>;
  if (kind !== "appends") return 0;
  const packed = "values" in message ? Array.isArray(values) && values : isUnshared(lengths) && lengths;
  return packed && packed.length <= maxAppends ? packed.length : 0;
}

/** Says why a message is malformed; undefined if it is well-formed. The data is checked with each call. */
export function problemOf(message: Appends): string | undefined {
  if (typeof message.path !== "string") return "its path is not a string";
  const count = appendsIn(message);
  if (count === 0) return `it does not hold 1 to ${maxAppends} appends`;
  if (!Number.isSafeInteger(message.id + count)) return "its ids are too large";
  if ("values" in message) return undefined;
  if (!(message.data instanceof Uint8Array)) return "its data is not a Uint8Array";
  let size = 0;
  for (const length of message.lengths) size += length;
  return size === message.data.byteLength ? undefined : "its lengths do not add up to the size of its data";
}

export function* unpackAppends(message: Appends): Generator<Call> {
  let { id } = message;
  for (const data of dataOf(message))
    yield { kind: "call", id: id++, operation: "append", args: [message.path, data] };
}

/** The response to a plain call, and to a packed one; `packAppended` joins the latter. */
export const responseTo = {
  call: (id: number, value: unknown): ServerMessage => ({ kind: "result", id, value }),
  // An append without options is neither a duplicate nor closes the stream, so its offset says it all.
  append: (id: number, value: unknown): ServerMessage => ({
    kind: "appended",
    id,
    offsets: [(value as AppendResult).offset],
  }),
};

/** Joins results of appends with consecutive ids in a batch. */
export function packAppended(batch: Batch<ServerMessage>): Batch<ServerMessage> {
  const packed: ServerMessage[] = [];
  let current: { id: number; offsets: string[] } | undefined;
  for (const message of batch) {
    if (message.kind !== "appended") {
      current = undefined;
      packed.push(message);
    } else if (current && message.id === current.id + current.offsets.length) {
      current.offsets.push(...message.offsets);
    } else {
      const joined = { kind: message.kind, id: message.id, offsets: [...message.offsets] };
      packed.push(joined);
      current = joined;
    }
  }
  return packed;
}

function* dataOf(message: Appends): Generator {
  if ("values" in message) return yield* message.values;
  let start = 0;
  for (const length of message.lengths) yield message.data.subarray(start, (start += length));
}

/** Another thread could change shared memory after it was checked. */
function isUnshared(lengths: unknown): lengths is Uint32Array {
  return lengths instanceof Uint32Array && lengths.buffer instanceof ArrayBuffer;
}
