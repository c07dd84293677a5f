import { isJsonContentType } from "../../protocol/content-type.ts";
import type { Retention } from "../../protocol/stream.ts";
import type { Fork, NewStream, ReadonlyStream } from "./stream.ts";

/** What a column holds of a stream. `lags`: the row's `tail` and `bytes` may be behind (see `Catalog`). */
type Column = (stream: ReadonlyStream, lags: boolean) => number | string | null;

/** The columns of table `stream`, in the order of the table; `fixed` names those that never change after creation. */
const columns = {
  id: ({ id }) => id,
  path: ({ path }) => (path === "" ? null : path),
  content_type: ({ contentType }) => contentType,
  created_at: ({ createdAt }) => createdAt,
  tail: ({ tail }) => tail,
  floor: ({ floor }) => floor,
  bytes: ({ bytes }) => bytes,
  seq: ({ seq }) => seq ?? null,
  closed: ({ closed }) => (closed ? 1 : 0),
  closed_by_producer: ({ closedBy }) => closedBy?.id ?? null,
  closed_by_epoch: ({ closedBy }) => closedBy?.epoch ?? null,
  closed_by_seq: ({ closedBy }) => closedBy?.seq ?? null,
  ttl_seconds: ({ ttlSeconds }) => ttlSeconds ?? null,
  expires_at: ({ expiresAt }) => expiresAt ?? null,
  deadline: ({ deadline }) => deadline ?? null,
  max_age_ms: ({ retention }) => retention?.maxAgeMs ?? null,
  max_bytes: ({ retention }) => retention?.maxBytes ?? null,
  max_messages: ({ retention }) => retention?.maxMessages ?? null,
  source: ({ fork }) => fork?.source ?? null,
  source_path: ({ fork }) => fork?.sourcePath ?? null,
  fork_position: ({ fork }) => fork?.position ?? null,
  fork_bytes: ({ fork }) => fork?.bytes ?? null,
  deleted: ({ deleted }) => (deleted ? 1 : 0),
  lags: (_, lags) => (lags ? 1 : 0),
  after_replicated: ({ retention }) => (retention?.afterReplicated ? 1 : 0),
} satisfies Record<string, Column>;

type ColumnName = keyof typeof columns;

/** A row of table `stream`. */
export type StreamRow = { readonly [Name in ColumnName]: ReturnType<(typeof columns)[Name]> };

export const streamColumns = Object.keys(columns) as readonly ColumnName[];

const fixed: ReadonlySet<ColumnName> = new Set([
  "id",
  "path",
  "content_type",
  "created_at",
  "source",
  "source_path",
  "fork_position",
  "fork_bytes",
]);
const inserted = streamColumns.filter((name) => name !== "id");
const updated = streamColumns.filter((name) => !fixed.has(name));

/** Its parameters are `valuesToInsert`: SQLite chooses the id. */
export const insertStream = `INSERT INTO stream (${inserted.join(", ")}) VALUES (${inserted.map(() => "?").join(", ")})`;

/** Its parameters are `valuesToUpdate`. */
export const updateStream = `UPDATE stream SET ${updated.map((name) => `${name} = ?`).join(", ")} WHERE id = ?`;

const insertedColumns = inserted.map((name): Column => columns[name]);
const updatedColumns = [...updated.map((name): Column => columns[name]), columns.id];

export function valuesToInsert(stream: ReadonlyStream): (number | string | null)[] {
  return insertedColumns.map((column) => column(stream, false));
}

export function valuesToUpdate(stream: ReadonlyStream, lags: boolean): (number | string | null)[] {
  return updatedColumns.map((column) => column(stream, lags));
}

/** The stream of a row as it is, all but its id. */
export function fromRow(row: StreamRow): NewStream {
  return {
    path: row.path ?? "",
    contentType: row.content_type,
    json: isJsonContentType(row.content_type),
    createdAt: row.created_at,
    ttlSeconds: row.ttl_seconds ?? undefined,
    expiresAt: row.expires_at ?? undefined,
    retention: retentionFromRow(row),
    fork: forkFromRow(row),
    tail: row.tail,
    floor: row.floor,
    bytes: row.bytes,
    seq: row.seq ?? undefined,
    closed: row.closed === 1,
    closedBy:
      row.closed_by_producer === null
        ? undefined
        : { id: row.closed_by_producer, epoch: row.closed_by_epoch ?? 0, seq: row.closed_by_seq ?? 0 },
    deleted: row.deleted === 1,
    deadline: row.deadline ?? undefined,
  };
}

function forkFromRow(row: StreamRow): Fork | undefined {
  if (row.source === null) return undefined;
  return {
    source: row.source,
    sourcePath: row.source_path ?? "",
    position: row.fork_position ?? 0,
    bytes: row.fork_bytes ?? 0,
  };
}

function retentionFromRow(row: StreamRow): Retention | undefined {
  const { max_age_ms, max_bytes, max_messages, after_replicated } = row;
  if (max_age_ms === null && max_bytes === null && max_messages === null && after_replicated === 0)
    return undefined;
  return {
    ...(max_age_ms !== null && { maxAgeMs: max_age_ms }),
    ...(max_bytes !== null && { maxBytes: max_bytes }),
    ...(max_messages !== null && { maxMessages: max_messages }),
    ...(after_replicated === 1 && { afterReplicated: true }),
  };
}
