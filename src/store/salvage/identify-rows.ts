import { maxPosition, maxStreamId, positionBits } from "../../protocol/offset.ts";
import type { StoredRow } from "../messages/checksum.ts";
import { countOf, isLengths } from "../messages/rows.ts";
import { streamColumns } from "../streams/row.ts";
import type { Row, Value } from "./page-rows.ts";

/** The tables that a row is identified with by its shape, because the schema may be lost. */
export type TableName =
  | "stream"
  | "producer"
  | "replica"
  | "garbage"
  | "subscription"
  | "subscription_link"
  | "subscription_secret"
  | "sqlite_sequence";

/** A row of table `message`. */
export interface FoundMessages extends StoredRow {
  /** Null in a row from before checksums were added, whose damage cannot be detected. */
  readonly checksum: number | null;
}

type Shape = readonly ("rowid" | "number" | "text" | "blob" | "any")[];

const any = (count: number): Shape => Array.from({ length: count }, () => "any" as const);

const streamShape: Shape = ["rowid", "any", "text", "number", "number", "number"];
const restOfStream = streamColumns.length - streamShape.length;

const shapes: readonly { table: TableName; hasRowid: boolean; shape: Shape }[] = [
  { table: "stream", hasRowid: true, shape: [...streamShape, ...any(restOfStream)] },
  // A row written before `after_replicated` was added.
  { table: "stream", hasRowid: true, shape: [...streamShape, ...any(restOfStream - 1)] },
  { table: "subscription", hasRowid: true, shape: ["rowid", "text", "text", ...any(15)] },
  { table: "garbage", hasRowid: true, shape: ["rowid", "number"] },
  { table: "subscription_secret", hasRowid: true, shape: ["text", "blob"] },
  { table: "sqlite_sequence", hasRowid: true, shape: ["text", "number"] },
  { table: "producer", hasRowid: false, shape: ["number", "text", "number", "number"] },
  { table: "replica", hasRowid: false, shape: ["number", "text", "number", "text"] },
  {
    table: "subscription_link",
    hasRowid: false,
    shape: ["number", "text", "number", "number", "text", "number"],
  },
];

/** The table that a row is from, other than `message`; undefined for index entries and anything else. */
export function tableOf({ rowid, values }: Row): TableName | undefined {
  const found = shapes.find(
    ({ hasRowid, shape }) =>
      hasRowid === (rowid !== undefined) &&
      shape.length === values.length &&
      shape.every((kind, i) => isOfKind(values[i]!, kind)),
  );
  return found?.table;
}

/** A row of table `message`, or undefined. */
export function messagesOf({ rowid, values }: Row): FoundMessages | undefined {
  if (rowid === undefined || values.length < 3 || values.length > 5) return undefined;
  // The last columns were added later.
  const [key, appendedAt, data, checksum = null, lengths = null] = values;
  if (key !== null || typeof appendedAt !== "number" || !Buffer.isBuffer(data)) return undefined;
  if (checksum !== null && typeof checksum !== "number") return undefined;
  if (lengths !== null && !(Buffer.isBuffer(lengths) && isLengths(lengths))) return undefined;
  const stream = Number(rowid >> BigInt(positionBits));
  const position = Number(rowid & BigInt(maxPosition));
  if (stream < 1 || stream > maxStreamId || position < countOf(lengths)) return undefined;
  return { stream, position, appendedAt, data, checksum, lengths };
}

/** An entry of the index of paths, which may still have a stream whose row is lost; or of another index of the same shape. */
export function pathEntryOf({ rowid, values }: Row): { path: string; id: number } | undefined {
  const [path, id] = values;
  if (rowid !== undefined || values.length !== 2 || typeof path !== "string" || typeof id !== "number")
    return undefined;
  return id >= 1 && id <= maxStreamId ? { path, id } : undefined;
}

function isOfKind(value: Value, kind: Shape[number]): boolean {
  if (kind === "any") return true;
  if (kind === "rowid") return value === null;
  if (kind === "number") return typeof value === "number";
  return kind === "text" ? typeof value === "string" : Buffer.isBuffer(value);
}
