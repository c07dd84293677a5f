import type { StreamError } from "../../../../src/protocol/errors.ts";
import { formatOffset } from "../../../../src/protocol/offset.ts";
import type { StreamInfo } from "../../../../src/protocol/stream.ts";
import { rangesOf, type PositionRange } from "../../actions/export-messages.ts";
import type { Connected } from "../../connection/connected.ts";
import { isJsonText } from "../../content/json.ts";
import { decodeText } from "../../content/text.ts";
import { toError } from "../../explain.ts";
import { rowsOf, type MessageRow, type RowSource } from "../list/message-row.ts";
import { cellsOf, valueColumn, type Cell } from "./json-cells.ts";

/** The number of messages on a page. */
export const pageRows = 100;
/** The bytes of each message that are read for its row. */
const headBytes = 4096;

export interface TableRow extends MessageRow {
  /** The index of the message in the source. */
  readonly index: number;
  /** The values by column. */
  readonly cells: ReadonlyMap<string, Cell>;
  /** Whether the message is longer than what was read of it. */
  readonly isCut: boolean;
}

/** A page of a list of messages, as rows of a table. What has been read stays until the next page has been. */
export class TablePage {
  rows: readonly TableRow[] = [];
  /** The range of the source: from `first`, inclusive, to `end`, exclusive. */
  first = 0;
  end = 0;
  /** Why the last read failed. */
  problem: StreamError | undefined;
  readonly #connection: Connected;
  readonly #info: StreamInfo;
  readonly #changed: () => void;
  #source: RowSource | undefined;
  #wanted: { readonly source: RowSource; readonly first: number; readonly end: number } | undefined;
  #isReading = false;

  constructor(connection: Connected, info: StreamInfo, changed: () => void) {
    this.#connection = connection;
    this.#info = info;
    this.#changed = changed;
  }

  /** Reads the page that begins with the row `first` of the source, unless that is what it has. */
  show(source: RowSource, first: number): void {
    const end = Math.min(first + pageRows, source.end);
    const has = this.#wanted ?? { source: this.#source, first: this.first, end: this.end };
    if (source === has.source && first === has.first && end === has.end) return;
    this.#wanted = { source, first, end };
    if (!this.#isReading) void this.#readWanted();
  }

  async #readWanted(): Promise<void> {
    this.#isReading = true;
    this.problem = undefined;
    try {
      for (let wanted = this.#wanted; wanted; wanted = this.#wanted) {
        const rows = await this.#read(wanted.source, wanted.first, wanted.end);
        this.#wanted = this.#wanted === wanted ? undefined : this.#wanted;
        this.rows = rows;
        this.#source = wanted.source;
        this.first = wanted.first;
        this.end = wanted.end;
        this.#changed();
      }
    } catch (error) {
      this.#wanted = undefined;
      this.problem = toError(error);
      this.#changed();
    } finally {
      this.#isReading = false;
    }
  }

  async #read(source: RowSource, first: number, end: number): Promise<TableRow[]> {
    const known = new Map(this.rows.map((row) => [row.position, row]));
    const indexes = new Map<number, number>();
    for (let index = first; index < end; index++) {
      const position = source.positionAt(index);
      if (position !== undefined) indexes.set(position, index);
    }
    const missing = rangesOf([...indexes.keys()].filter((position) => !known.has(position)));
    const read = await Promise.all(missing.map((range) => this.#readRange(range)));
    for (const row of read.flat()) known.set(row.position, toTableRow(row));
    return [...indexes].flatMap(([position, index]) => {
      const row = known.get(position);
      return row ? [{ ...row, index }] : [];
    });
  }

  async #readRange({ first, last }: PositionRange): Promise<MessageRow[]> {
    const offset = formatOffset(this.#info.id, first);
    const limitMessages = last - first + 1;
    return rowsOf(
      await this.#connection.inspection.preview(this.#info.path, { offset, limitMessages, headBytes }),
    );
  }
}

function toTableRow(row: MessageRow): TableRow {
  const isCut = row.head.length < row.size;
  const text = decodeText(row.head, isCut);
  const cells = isJsonText(text, isCut)
    ? cellsOf(text)
    : new Map<string, Cell>([[valueColumn, { kind: "plain", text }]]);
  return { ...row, index: 0, cells, isCut };
}
