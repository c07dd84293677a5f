export interface CleanupReport {
  readonly at: number;
  readonly durationMs: number;
  readonly removedStreams: number;
}

export interface CompactionReport {
  readonly at: number;
  readonly durationMs: number;
  readonly freedBytes: number;
}

export interface StoreHealth {
  readonly at: number;
  /** Another process writes this store, or nobody does: there is no cleanup here, and only this process' cursors. */
  readonly readOnly: boolean;
  /** Whether who asks may change anything: the store can be written, and the port's access is `manage`. */
  readonly mayManage: boolean;
  readonly streams: number;
  readonly fileBytes: number;
  readonly walBytes: number;
  readonly pageBytes: number;
  readonly freePages: number;
  /** Since this process opened the store; undefined before the first. */
  readonly lastCleanup?: CleanupReport;
  readonly lastCompaction?: CompactionReport;
  /** Open live reads, watches and listeners of this process, also those without a window. */
  readonly subscriptions: number;
  readonly windows: readonly WindowHealth[];
  /** The slowest of the last operations since the inspection began, slowest first; 20 at the most. */
  readonly slowest: readonly SlowOperation[];
}

/** One port: a window, a frame of one, or a browser. */
export interface WindowHealth {
  /** What its host calls it, such as the title of the window. */
  readonly label: string;
  readonly cursors: number;
  /** Calls without an answer. */
  readonly calls: number;
}

export interface SlowOperation {
  readonly operation: string;
  readonly path?: string;
  /** From the call to the result; that of a write includes the wait for its commit. */
  readonly durationMs: number;
  readonly at: number;
}
