import type { Access } from "./operations.ts";

/**
 * Why a stream is not replicated right now. Codes are stable; texts are for people.
 *
 * Of the server, so that one stream tries for all of them: `OFFLINE` (the machine is), `UNREACHABLE`,
 * `CAPTIVE_PORTAL` (something answers that is no Durable Streams server), `UNAUTHORIZED` (401, also with fresh
 * headers), `RATE_LIMITED` (429 or 503).
 *
 * Of one stream, and tried again: `SERVER_ERROR`, `FORBIDDEN`, `NOT_FOUND` (there is nothing to pull yet),
 * `LOCAL_UNAVAILABLE` (the disk is full, or the process of a hosted store has died).
 *
 * Of one stream, and not tried again by itself, because it would lose or repeat messages: `FENCED` (another
 * writer has taken over its producer), `REMOTE_CLOSED`, `REMOTE_GONE` (410), `REMOTE_LOST` (the server no longer
 * has what it acknowledged: wiped, or restored from a backup), `DIVERGED` (the server has what this store did not
 * write), `CONTENT_TYPE_MISMATCH`, `REFUSED` (400, 413), `LOCAL_GAP` (retention has dropped what was not pushed
 * yet), `LOCAL_CONFLICT` (the local stream is no mirror of the remote one), `LOCAL_ERROR`.
 */
export type ReplicationErrorCode = keyof typeof replicationErrors;

/** Whom an error concerns, and whether it can pass by itself (the one table). */
export const replicationErrors = {
  OFFLINE: { scope: "server", passes: true },
  UNREACHABLE: { scope: "server", passes: true },
  CAPTIVE_PORTAL: { scope: "server", passes: true },
  UNAUTHORIZED: { scope: "server", passes: true },
  RATE_LIMITED: { scope: "server", passes: true },
  SERVER_ERROR: { scope: "stream", passes: true },
  FORBIDDEN: { scope: "stream", passes: true },
  NOT_FOUND: { scope: "stream", passes: true },
  LOCAL_UNAVAILABLE: { scope: "stream", passes: true },
  FENCED: { scope: "stream", passes: false },
  REMOTE_CLOSED: { scope: "stream", passes: false },
  REMOTE_GONE: { scope: "stream", passes: false },
  REMOTE_LOST: { scope: "stream", passes: false },
  DIVERGED: { scope: "stream", passes: false },
  CONTENT_TYPE_MISMATCH: { scope: "stream", passes: false },
  REFUSED: { scope: "stream", passes: false },
  LOCAL_GAP: { scope: "stream", passes: false },
  LOCAL_CONFLICT: { scope: "stream", passes: false },
  LOCAL_ERROR: { scope: "stream", passes: false },
} as const;

export interface ReplicationError {
  readonly code: ReplicationErrorCode;
  readonly message: string;
}

export type ReplicationDirection = "push" | "pull";

/**
 * `starting`, `syncing` (there is more to do), `upToDate`, `waiting` (for the next attempt), `offline`, `paused`,
 * `stopped` (an error that does not pass by itself: somebody has to look), `complete` (closed on both sides).
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

/** How one stream stands. Times in milliseconds since the epoch. */
export interface StreamReplication {
  readonly path: string;
  readonly direction: ReplicationDirection;
  /** Without its query, which may hold a secret. */
  readonly remoteUrl: string;
  readonly state: ReplicationState;
  /** What has not been acknowledged, or taken over, yet; a server does not tell how much a pull has before it. */
  readonly lag: { readonly messages?: number; readonly bytes?: number; readonly since?: number };
  /** Messages acknowledged, or taken over, since the start; of a pulled byte stream the appends. */
  readonly messages: number;
  readonly lastSuccessAt?: number;
  readonly error?: ReplicationError;
  readonly nextAttemptAt?: number;
}

/** One replication: a server, and streams that go to it or come from it. */
export interface ReplicationStatus {
  readonly url: string;
  readonly direction: ReplicationDirection;
  readonly server: {
    readonly state: "online" | "offline" | "waiting";
    readonly error?: ReplicationError;
    readonly nextAttemptAt?: number;
  };
  readonly streams: readonly StreamReplication[];
}

export type ReplicationAction = "pause" | "resume" | "retryNow";

/** What a window may call beside the store's operations; it needs `manage` for the path. */
export interface ReplicationOperations {
  /** For one stream, or for all if the path is `""`. @throws StreamError `BAD_REQUEST`, `NOT_FOUND`, `FORBIDDEN` */
  controlReplication(path: string, action: ReplicationAction): Promise<void>;
}

export type ReplicationOperationName = keyof ReplicationOperations;

/** The access each of them needs. */
export const replicationAccess = {
  controlReplication: "manage",
} as const satisfies Record<ReplicationOperationName, Access>;
