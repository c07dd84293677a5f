import { aboutEntry, checkEntries, isBytes, placeOfData, takeData } from "../../protocol/append-data.ts";
import { StreamError } from "../../protocol/errors.ts";

/** The bytes of small appends share buffers of this size: a buffer for each costs several times as much. */
const sharedBytes = 64 * 1024;
const maxSmallBytes = 1024;

let shared = new Uint8Array(sharedBytes);
let used = 0;

/**
 * Copies the arguments of a call, because the caller may change its buffers and objects before the batch is sent. Data of
 * messages becomes what it would become in the store; other arguments are cloned.
 *
 * @throws StreamError `BAD_REQUEST`
 */
export function snapshotCall(operation: string, args: readonly unknown[]): unknown[] {
  const [path, second, ...others] = args;
  const place = placeOfData(operation);
  if (place === "argument") {
    // `packAppends` joins these, or gives them a buffer of their own.
    const data = isBytes(second) ? sharedCopy(second) : takeBatch(second);
    return [snapshot(path), data, ...others.map(snapshot)];
  }
  if (place === "entries") return [takeEntries(path), ...args.slice(1).map(snapshot)];
  if (place === undefined || !hasData(second)) return args.map(snapshot);
  const { data, ...options } = second;
  const taken = { ...(snapshot(options) as object), data: takeBatch(data) };
  return [snapshot(path), taken, ...others.map(snapshot)];
}

function takeEntries(appends: unknown): unknown[] {
  return checkEntries(appends).map(({ path, data, options }, index) =>
    aboutEntry(index, () => ({
      path,
      data: takeBatch(data),
      ...(options !== undefined && { options: snapshot(options) }),
    })),
  );
}

/**
 * Copies an argument. Refuses what cannot be sent, such as a function, which would fail the whole batch.
 *
 * @throws StreamError `BAD_REQUEST`
 */
export function snapshot(argument: unknown): unknown {
  if (typeof argument === "function" || typeof argument === "symbol") throw unsendable();
  if (typeof argument !== "object" || argument === null) return argument;
  try {
    return structuredClone(argument);
  } catch {
    // A proxy, such as a reactive object of a UI framework: the store reads its members, so they are what counts.
    return copyMembers(argument, 0);
  }
}

/** Bytes with a buffer of their own: a view takes all of its buffer across the port. */
export function unshared(argument: unknown): unknown {
  return argument instanceof Uint8Array && argument.byteLength < argument.buffer.byteLength
    ? new Uint8Array(argument)
    : argument;
}

function hasData(options: unknown): options is { readonly data: unknown } {
  return (
    typeof options === "object" && options !== null && (options as { data?: unknown }).data !== undefined
  );
}

/** Options are a few levels deep; a cycle is deeper. */
const maxOptionsDepth = 16;

function copyMembers(value: unknown, depth: number): unknown {
  if (typeof value === "function" || typeof value === "symbol" || depth > maxOptionsDepth) throw unsendable();
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Date) return new Date(value);
  if (Array.isArray(value)) return value.map((member) => copyMembers(member, depth + 1));
  const members = Object.entries(value).map(([name, member]) => [name, copyMembers(member, depth + 1)]);
  return Object.fromEntries(members);
}

/** Takes the data of one append, whose small byte arrays share a buffer of their size. */
function takeBatch(data: unknown): unknown {
  const arrays: readonly unknown[] = Array.isArray(data) ? data : [];
  const size = arrays.reduce<number>((sum, bytes) => sum + (isBytes(bytes) ? smallSize(bytes) : 0), 0);
  const buffer = new Uint8Array(size);
  let end = 0;
  return takeData(data, (bytes) => {
    const start = end;
    end += smallSize(bytes);
    // A `toJSON` of the batch may have changed it meanwhile.
    return end === start || end > size ? new Uint8Array(bytes) : copyInto(buffer, start, bytes);
  });
}

/** A size that counts in a shared buffer, in bytes. */
function smallSize({ byteLength }: Uint8Array): number {
  return byteLength > maxSmallBytes ? 0 : byteLength;
}

function sharedCopy(bytes: Uint8Array): Uint8Array {
  const { byteLength } = bytes;
  if (byteLength > maxSmallBytes) return new Uint8Array(bytes);
  if (used + byteLength > sharedBytes) {
    shared = new Uint8Array(sharedBytes);
    used = 0;
  }
  const copy = copyInto(shared, used, bytes);
  used += byteLength;
  return copy;
}

function copyInto(buffer: Uint8Array, start: number, bytes: Uint8Array): Uint8Array {
  const copy = buffer.subarray(start, start + bytes.byteLength);
  copy.set(bytes);
  return copy;
}

function unsendable(): StreamError {
  return new StreamError(
    "BAD_REQUEST",
    "the arguments cannot be cloned: pass no functions, symbols or other values that structuredClone refuses",
  );
}
