import { formatOffset } from "../../protocol/offset.ts";
import { isAsStored } from "../messages/checksum.ts";
import { messagesIn, type RowContent } from "../messages/rows.ts";
import type { StreamRow } from "../streams/row.ts";
import type { Findings } from "./findings.ts";
import { isVisible, type Need } from "./stream-needs.ts";

/** A row of table `message`. */
export interface MessageRow extends RowContent {
  /** The position of its last message. */
  readonly position: number;
  readonly appendedAt: number;
  /** Null in a row from before checksums were added. */
  readonly checksum: number | null;
}

/** Checks the messages that were written to one stream, one row after the other: which are missing, surplus or wrong. */
export class OwnedMessages {
  readonly #row: StreamRow;
  readonly #needs: readonly Need[];
  readonly #hasGarbage: boolean;
  readonly #findings: Findings;
  /** The positions, in ascending order, up to which the bytes are summed up for forks, ... */
  readonly #marks: readonly number[];
  /** ... and these sums. */
  readonly #sums = new Map<number, number>();
  /** The needs as ranges that do not overlap, ascending. */
  readonly #needed: readonly Range[];
  #nextNeeded = 0;
  #position = 0;
  #bytes = 0;
  #ownBytes = 0;
  #time = -Infinity;
  #surplus = 0;

  constructor(row: StreamRow, forks: readonly Need[], hasGarbage: boolean, findings: Findings) {
    this.#row = row;
    this.#hasGarbage = hasGarbage;
    this.#findings = findings;
    const own = { from: ownFrom(row), upto: row.tail, reader: row };
    this.#needs = isVisible(row) && own.upto > own.from ? [own, ...forks] : forks;
    this.#needed = merged(this.#needs);
    this.#marks = [...new Set(forks.flatMap(({ from, upto }) => [from, upto]))].toSorted((a, b) => a - b);
  }

  take(row: MessageRow): void {
    const messages = messagesIn(row);
    const first = row.position - messages.length + 1;
    this.#expect(first, row.position);
    if (!isAsStored({ ...row, stream: this.#row.id }, row.checksum)) this.#reportChanged(first, row.position);
    if (row.appendedAt < this.#time)
      this.#report("times", `message ${first} has an earlier time than the one before it`, first - 1);
    this.#time = row.appendedAt;
    let surplus = 0;
    messages.forEach(({ length }, i) => {
      this.#count(first + i, length);
      if (this.#isSurplus(first + i)) surplus++;
    });
    // Maintenance keeps a row as long as one of its messages is needed.
    if (surplus === messages.length) this.#surplus += surplus;
  }

  reportLost(position: number): void {
    this.#report(
      "missing",
      `message ${position} is stored, but cannot be found by its position`,
      position - 1,
    );
  }

  /** After the last row. Returns the bytes of the stream's own messages between its floor and its tail. */
  end(): number {
    const end = Math.max(this.#row.tail, this.#position) + 1;
    this.#expect(end, end);
    this.#sumUp(Infinity);
    if (this.#surplus > 0)
      this.#report("surplus", `stored messages that no stream can read: ${this.#surplus}`, 0);
    return this.#ownBytes;
  }

  /** The bytes of the messages `from < p <= upto`, where both are ends of what a fork inherits. */
  bytesBetween(from: number, upto: number): number {
    return (this.#sums.get(upto) ?? 0) - (this.#sums.get(from) ?? 0);
  }

  #count(position: number, bytes: number): void {
    this.#sumUp(position);
    this.#bytes += bytes;
    if (position > ownFrom(this.#row) && position <= this.#row.tail) this.#ownBytes += bytes;
  }

  #isSurplus(position: number): boolean {
    return position > this.#row.tail ? this.#row.lags === 0 : !this.#hasGarbage && !this.#isNeeded(position);
  }

  #reportChanged(first: number, last: number): void {
    const what =
      first === last
        ? `message ${first} is not as it was stored`
        : `messages ${first} to ${last} are not as they were stored`;
    this.#report("changed", what, first - 1);
  }

  /** After the last row come the messages `next` to `upto`: reports the needed ones in between as missing. */
  #expect(next: number, upto: number): void {
    const first = this.#position + 1;
    const last = next - 1;
    this.#position = upto;
    if (last < first) return;
    for (const { from, upto, reader } of this.#needs) {
      const start = Math.max(first, from + 1);
      const end = Math.min(last, upto);
      if (start > end) continue;
      const count = end - start + 1;
      const what = count === 1 ? `message ${start} is missing` : `messages ${start} to ${end} are missing`;
      this.#findings.add("missing", what, {
        ...pathOf(reader),
        offset: formatOffset(this.#row.id, start - 1),
      });
    }
    // Positions beyond the tail have no gaps either, if the row lags: they are messages that it does not count yet.
    const above = Math.max(first, this.#row.tail + 1);
    if (this.#row.lags === 1 && above <= last)
      this.#report("missing", `messages ${above} to ${last} are missing`, above - 1);
  }

  /** Must be called with ascending positions. */
  #isNeeded(position: number): boolean {
    while (this.#needed[this.#nextNeeded] && position > this.#needed[this.#nextNeeded]!.upto)
      this.#nextNeeded++;
    const range = this.#needed[this.#nextNeeded];
    return range !== undefined && position > range.from;
  }

  /** Before the message at a position is counted. */
  #sumUp(position: number): void {
    for (let mark; (mark = this.#marks[this.#sums.size]) !== undefined && mark < position;)
      this.#sums.set(mark, this.#bytes);
  }

  #report(kind: "changed" | "times" | "surplus" | "missing", message: string, position: number): void {
    this.#findings.add(kind, message, {
      ...pathOf(this.#row),
      offset: formatOffset(this.#row.id, Math.max(0, position)),
    });
  }
}

export function pathOf({ path }: Pick<StreamRow, "path">): { path?: string } {
  return path === null ? {} : { path };
}

interface Range {
  readonly from: number;
  upto: number;
}

function merged(needs: readonly Need[]): Range[] {
  const ranges: Range[] = [];
  for (const { from, upto } of needs.toSorted((a, b) => a.from - b.from)) {
    const last = ranges.at(-1);
    if (last && from <= last.upto) last.upto = Math.max(last.upto, upto);
    else ranges.push({ from, upto });
  }
  return ranges;
}

/** The position after which the readable messages begin that were written to the stream itself. */
function ownFrom(row: StreamRow): number {
  return Math.max(row.floor, row.source === null ? 0 : (row.fork_position ?? 0));
}
