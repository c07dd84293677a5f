/**
 * The content of a row of table `message`: one message, or several small ones that were appended together. A shared row takes
 * less space than a row for each message, and a fraction of the time to write and to read.
 */
export interface RowContent {
  /** The messages end to end, in a JSON stream with a comma between two, as in a page. */
  readonly data: Uint8Array;
  /** The bytes of each message, in 16 bits with the lower byte first. Null: `data` is one message. */
  readonly lengths: Uint8Array | null;
}

/** In SQL: the lengths of a row's messages, as `RowLengths`. */
export const rowLengths = "coalesce(lengths, length(data))";
/** The length of the one message of a row, or the `lengths` of several. */
export type RowLengths = number | Uint8Array;

/** In SQL: the number of messages in a row. */
export const rowCount = "coalesce(length(lengths) / 2, 1)";

/**
 * The most bytes of a shared row, with its lengths. From `manyBytes` of messages on, each row fills a page of the database.
 * Fewer may be all that is appended for a while: then three rows fill a page, since larger ones would leave gaps in it.
 */
const pageBytes = 4000;
const smallBytes = 1330;
const manyBytes = 4 * pageBytes;
const bytesPerLength = 2;

/** Distributes messages that were appended together over few rows of about the same size. */
export function* rowsFor(
  messages: readonly Uint8Array[],
  json: boolean,
): Generator<RowContent & { readonly count: number }, void, undefined> {
  const separator = json ? 1 : 0;
  let all = 0;
  for (const { length } of messages) all += length + separator + bytesPerLength;
  const most = all < manyBytes ? smallBytes : pageBytes;
  const evenly = all / Math.ceil(all / most);
  for (let first = 0; first < messages.length;) {
    let end = first;
    let bytes = 0;
    for (; end < messages.length; end++) {
      const more = messages[end]!.length + separator + bytesPerLength;
      if (end > first && (bytes + more > most || bytes >= evenly)) break;
      bytes += more;
    }
    const count = end - first;
    yield count === 1
      ? { count, data: messages[first]!, lengths: null }
      : sharedRow(messages, first, end, separator, bytes - count * bytesPerLength - separator);
    first = end;
  }
}

function sharedRow(
  messages: readonly Uint8Array[],
  first: number,
  end: number,
  separator: number,
  bytes: number,
): RowContent & { readonly count: number } {
  const count = end - first;
  const data = Buffer.allocUnsafe(bytes);
  const lengths = Buffer.allocUnsafe(count * bytesPerLength);
  let at = 0;
  for (let i = 0; i < count; i++) {
    const message = messages[first + i]!;
    if (separator === 1 && i > 0) data[at++] = comma;
    data.set(message, at);
    at += message.length;
    lengths[2 * i] = message.length & 0xff;
    lengths[2 * i + 1] = message.length >> 8;
  }
  return { count, data, lengths };
}

const comma = 0x2c;

/** Whether a value has the form of `lengths`; in a damaged row it may have any. */
export function isLengths(value: Uint8Array): boolean {
  return value.length > 0 && value.length % bytesPerLength === 0;
}

/** The number of messages in a row. */
export function countOf(lengths: RowLengths | null): number {
  return lengths === null || typeof lengths === "number" ? 1 : lengths.length / bytesPerLength;
}

/** Adds the length of each message of a row to a list. */
export function pushLengths(into: number[], lengths: RowLengths): void {
  if (typeof lengths === "number") into.push(lengths);
  else for (let i = 0; i + 1 < lengths.length; i += 2) into.push(lengths[i]! | (lengths[i + 1]! << 8));
}

/**
 * Of a list with an item for each message of a row, the items for positions `from < p <= upto`.
 *
 * @param last the position of the row's last message
 */
export function inRange<T>(
  ofRow: readonly T[],
  last: number,
  { from, upto }: { readonly from: number; readonly upto: number },
): readonly T[] {
  const before = last - ofRow.length;
  if (before >= from && last <= upto) return ofRow;
  return ofRow.slice(Math.max(0, from - before), Math.max(0, upto - before));
}

/** The messages of a row, each a view into its data. */
export function messagesIn({ data, lengths }: RowContent): Uint8Array[] {
  if (lengths === null) return [data];
  const all: number[] = [];
  pushLengths(all, lengths);
  const bytes = all.reduce((sum, length) => sum + length, 0);
  // The bytes that no message accounts for are commas.
  const separator = data.length > bytes ? 1 : 0;
  let start = 0;
  return all.map((length) => {
    const message = data.subarray(start, start + length);
    start += length + separator;
    return message;
  });
}
