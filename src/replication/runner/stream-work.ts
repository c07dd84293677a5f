/** How a turn of a stream's work ended. */
export type Outcome =
  | { readonly is: "more" }
  /** Nothing to do until the runner is woken, or `forMs` milliseconds have passed. */
  | { readonly is: "idle"; readonly forMs?: number }
  /** Both streams are closed and hold the same messages. */
  | { readonly is: "complete" };

/** Reports that messages were pushed or pulled, and whether no more are known of. */
export type Progress = (isUpToDate: boolean) => void;

/** One direction of one stream, for a runner to run. */
export interface StreamWork {
  /** Messages pushed or pulled since the start. */
  readonly messages: number;
  /** The offset in the local stream that the server has acknowledged, once it is known; undefined for a pull. */
  readonly acked?: string | undefined;
  /** @throws ReplicationFailure, StreamError, and errors of the client; it can be called again afterwards */
  run(signal: AbortSignal, progress: Progress): Promise<Outcome>;
  /** The local stream was closed, or deleted and created again: what is held in memory may be wrong. */
  forget(): void;
}
