import { isJsonContentType } from "../../protocol/content-type.ts";
import type { Retention } from "../../protocol/stream.ts";

/** Where a stream was forked from: it has the source's messages up to `position`, and its own after that. */
export interface Fork {
  readonly source: number;
  readonly sourcePath: string;
  readonly position: number;
  /** Bytes of the source's next message that were copied as the first message of the fork, or 0. */
  readonly bytes: number;
}

/** One stream as the store holds it: its row, with what only lives in memory. Times in ms since the epoch. */
export interface StreamState {
  readonly id: number;
  /** Empty once the stream has expired and only its forks keep it. */
  readonly path: string;
  readonly contentType: string;
  readonly json: boolean;
  readonly createdAt: number;
  readonly ttlSeconds: number | undefined;
  readonly expiresAt: number | undefined;
  readonly fork: Fork | undefined;
  /** Position of the last message: messages ever appended. */
  tail: number;
  /** Position before the earliest readable message: messages dropped by retention. */
  floor: number;
  /** Of the messages above the floor. */
  bytes: number;
  seq: string | undefined;
  retention: Retention | undefined;
  closed: boolean;
  closedBy: { readonly id: string; readonly epoch: number; readonly seq: number } | undefined;
  /** Only its forks keep it (soft-deleted). */
  deleted: boolean;
  /** When it expires as things stand. */
  deadline: number | undefined;
  /** Its row may be behind: what was appended since then is in table `message` alone. */
  lags: boolean;
  /** The tail that its row says. */
  rowTail: number;
  /** When the last message was appended, once that was looked up: not part of the row. */
  lastAppendedAt?: number;
  /** Since when the deadline lies further away than the time to live, by `performance.now()`: not part of the row. */
  aheadSince?: number | undefined;
}

/** A stream that is to be created, before it has an id and a row. */
export type NewStream = Omit<StreamState, "id" | "lags" | "rowTail">;

/** Only its forks can still see the stream's messages. */
export function isUnseen(state: StreamState): boolean {
  return state.deleted || state.path === "";
}

/** The columns of table `stream`, in order. */
export interface StreamRow {
  id: number;
  path: string | null;
  content_type: string;
  created_at: number;
  tail: number;
  floor: number;
  bytes: number;
  seq: string | null;
  closed: number;
  closed_by_producer: string | null;
  closed_by_epoch: number | null;
  closed_by_seq: number | null;
  ttl_seconds: number | null;
  expires_at: number | null;
  deadline: number | null;
  max_age_ms: number | null;
  max_bytes: number | null;
  max_messages: number | null;
  source: number | null;
  source_path: string | null;
  fork_position: number | null;
  fork_bytes: number | null;
  deleted: number;
  lags: number;
  after_replicated: number;
}

export function fromRow(row: StreamRow): StreamState {
  return {
    id: row.id,
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
    lags: row.lags === 1,
    rowTail: row.tail,
  };
}

export function toRow(state: StreamState): StreamRow {
  return {
    id: state.id,
    path: state.path === "" ? null : state.path,
    content_type: state.contentType,
    created_at: state.createdAt,
    tail: state.tail,
    floor: state.floor,
    bytes: state.bytes,
    seq: state.seq ?? null,
    closed: state.closed ? 1 : 0,
    closed_by_producer: state.closedBy?.id ?? null,
    closed_by_epoch: state.closedBy?.epoch ?? null,
    closed_by_seq: state.closedBy?.seq ?? null,
    ttl_seconds: state.ttlSeconds ?? null,
    expires_at: state.expiresAt ?? null,
    deadline: state.deadline ?? null,
    max_age_ms: state.retention?.maxAgeMs ?? null,
    max_bytes: state.retention?.maxBytes ?? null,
    max_messages: state.retention?.maxMessages ?? null,
    source: state.fork?.source ?? null,
    source_path: state.fork?.sourcePath ?? null,
    fork_position: state.fork?.position ?? null,
    fork_bytes: state.fork?.bytes ?? null,
    deleted: state.deleted ? 1 : 0,
    lags: state.lags ? 1 : 0,
    after_replicated: state.retention?.afterReplicated ? 1 : 0,
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
