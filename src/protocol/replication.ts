import type { StreamTarget } from "./definitions/reference.ts";
import type { Access } from "./operations.ts";

/**
 * Why a stream is not replicated right now. Codes are stable; branch on them, and show the messages to people.
 *
 * Errors of the server concern all streams of a replication, and are retried with one of them: `OFFLINE` (this machine is
 * offline), `UNREACHABLE`, `CAPTIVE_PORTAL` (the response is not one of a Durable Streams server), `UNAUTHORIZED` (401 or
 * 407, also with fresh headers), `RATE_LIMITED` (429 or 503).
 *
 * Errors of one stream that are retried: `SERVER_ERROR`, `FORBIDDEN`, `NOT_FOUND` (the remote stream does not exist yet),
 * `LOCAL_UNAVAILABLE` (the disk is full, another program holds a lock on the local store's database, the store is overloaded,
 * or the process of a hosted store has ended).
 *
 * Errors of one stream that are not retried, because a retry could lose or repeat messages: `FENCED` (another writer has
 * taken over the producer), `REMOTE_CLOSED`, `REMOTE_GONE` (410), `REMOTE_LOST` (the server no longer has messages that it
 * acknowledged: it was wiped, or restored from a backup), `DIVERGED` (the remote stream has messages that this store did not
 * write), `CONTENT_TYPE_MISMATCH`, `REFUSED` (the server rejected the request, for example with 400 or 413), `LOCAL_GAP`
 * (retention has dropped messages before they were pushed), `LOCAL_CONFLICT` (the local stream does not mirror the remote
 * one), `MESSAGE_TOO_LARGE` and `MESSAGE_INVALID` (the remote stream has a message that the local store cannot hold: larger
 * than its `maxMessageBytes`, or not valid JSON in UTF-8), `LOCAL_ERROR`.
 */
export type ReplicationErrorCode = keyof typeof replicationErrors;

/** Whether an error concerns the server or one stream, and whether it is retried. */
export const replicationErrors = {
  OFFLINE: { scope: "server", isTransient: true },
  UNREACHABLE: { scope: "server", isTransient: true },
  CAPTIVE_PORTAL: { scope: "server", isTransient: true },
  UNAUTHORIZED: { scope: "server", isTransient: true },
  RATE_LIMITED: { scope: "server", isTransient: true },
  SERVER_ERROR: { scope: "stream", isTransient: true },
  FORBIDDEN: { scope: "stream", isTransient: true },
  NOT_FOUND: { scope: "stream", isTransient: true },
  LOCAL_UNAVAILABLE: { scope: "stream", isTransient: true },
  FENCED: { scope: "stream", isTransient: false },
  REMOTE_CLOSED: { scope: "stream", isTransient: false },
  REMOTE_GONE: { scope: "stream", isTransient: false },
  REMOTE_LOST: { scope: "stream", isTransient: false },
  DIVERGED: { scope: "stream", isTransient: false },
  CONTENT_TYPE_MISMATCH: { scope: "stream", isTransient: false },
  REFUSED: { scope: "stream", isTransient: false },
  LOCAL_GAP: { scope: "stream", isTransient: false },
  LOCAL_CONFLICT: { scope: "stream", isTransient: false },
  MESSAGE_TOO_LARGE: { scope: "stream", isTransient: false },
  MESSAGE_INVALID: { scope: "stream", isTransient: false },
  LOCAL_ERROR: { scope: "stream", isTransient: false },
} as const;

export interface ReplicationError {
  readonly code: ReplicationErrorCode;
  readonly message: string;
}

export type ReplicationDirection = "push" | "pull";

/**
 * `starting`; `syncing` (messages are being transferred); `upToDate`; `waiting` (for the next attempt, after an error);
 * `offline`; `paused`; `stopped` (by an error that is not retried); `complete` (the stream is closed on both sides, and both
 * have the same messages).
 */
export type ReplicationState =
  | "starting"
  | "syncing"
  | "upToDate"
  | "waiting"
  | "offline"
  | "paused"
  | "stopped"
  | "complete";

/** The replication of one stream. Times are milliseconds since the epoch. */
export interface StreamReplication {
  readonly path: string;
  readonly direction: ReplicationDirection;
  /** Without its query, which may contain a secret. */
  readonly remoteUrl: string;
  readonly state: ReplicationState;
  /**
   * Of a push: the messages that the server has not acknowledged yet, and when the oldest of them was appended. Empty for a
   * pull: a server does not report how much is left.
   */
  readonly lag: { readonly messages?: number; readonly bytes?: number; readonly since?: number };
  /** Messages pushed and acknowledged, or pulled, since the replication started; for a pulled byte stream, appends. */
  readonly messages: number;
  readonly lastSuccessAt?: number;
  readonly error?: ReplicationError;
  /** When the stream is retried. */
  readonly nextAttemptAt?: number;
}

/** One replication: a server, and the streams that are pushed to it or pulled from it. */
export interface ReplicationStatus {
  readonly url: string;
  readonly direction: ReplicationDirection;
  readonly server: {
    readonly state: "online" | "offline" | "waiting";
    readonly error?: ReplicationError;
    /** When the server is retried. */
    readonly nextAttemptAt?: number;
  };
  readonly streams: readonly StreamReplication[];
}

export type ReplicationAction = "pause" | "resume" | "retryNow";

/** What a window can call in addition to the store's operations. It needs `manage` access to the path. */
export interface ReplicationOperations {
  /**
   * Pauses, resumes or immediately retries the replication of a stream, or of all streams if the path is `""`.
   *
   * @throws StreamError `BAD_REQUEST`; `NOT_FOUND` if the stream is not replicated; `FORBIDDEN`
   */
  controlReplication(path: StreamTarget, action: ReplicationAction): Promise<void>;
}

export type ReplicationOperationName = keyof ReplicationOperations;

/** The access that each operation needs. */
export const replicationAccess = {
  controlReplication: "manage",
} as const satisfies Record<ReplicationOperationName, Access>;
