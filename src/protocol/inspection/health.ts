export interface CleanupReport {
  /** When the cleanup ended. */
  readonly at: number;
  readonly durationMs: number;
  /** The number of expired streams that were removed. */
  readonly removedStreams: number;
}

export interface CompactionReport {
  /** When the compaction ended. */
  readonly at: number;
  readonly durationMs: number;
  /** Bytes returned to the file system. */
  readonly freedBytes: number;
}

export interface StoreHealth {
  readonly at: number;
  /** Whether the store was opened read-only: it runs no maintenance, and knows only the cursors of this process. */
  readonly readOnly: boolean;
  /** Whether the caller may change anything: the store is writable, and the port has `manage` access. */
  readonly mayManage: boolean;
  readonly streams: number;
  /** The size of the database file. */
  readonly fileBytes: number;
  /** The size of the write-ahead log. */
  readonly walBytes: number;
  /** The size of one page of the database. */
  readonly pageBytes: number;
  /** The number of unused pages, which compaction returns to the file system. */
  readonly freePages: number;
  /** How many messages did not fit the schema of the reference they were read through, since the store was opened. */
  readonly invalidMessages: number;
  /** Undefined until this process has run a cleanup. */
  readonly lastCleanup?: CleanupReport;
  /** Undefined until this process has run a compaction. */
  readonly lastCompaction?: CompactionReport;
  /** Open live reads, watches and listeners of this process, including those without a window. */
  readonly subscriptions: number;
  readonly windows: readonly WindowHealth[];
  /** The slowest operations of the last ten minutes, slowest first, at most 20. Measured from the first inspection on. */
  readonly slowest: readonly SlowOperation[];
}

/** One port: of a window, of a frame in it, or of a browser. */
export interface WindowHealth {
  /** The name that its host gave it, such as the window's title. */
  readonly label: string;
  readonly cursors: number;
  /** Calls that are waiting for a response. */
  readonly calls: number;
}

export interface SlowOperation {
  readonly operation: string;
  readonly path?: string;
  /** From the call to the result, which for a write includes the wait for its commit. */
  readonly durationMs: number;
  readonly at: number;
}
