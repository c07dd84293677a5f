/** What a turn of a stream's work came to. */
export type Outcome =
  | { readonly is: "more" }
  /** Nothing to do until something happens, or until so many milliseconds have passed. */
  | { readonly is: "idle"; readonly forMs?: number }
  /** Both sides are closed and the same. */
  | { readonly is: "complete" };

/** Something was acknowledged, or taken over; and whether nothing more is known to be there. */
export type Progress = (isUpToDate: boolean) => void;

/** One direction of one stream: what a runner runs. */
export interface StreamWork {
  /** Messages dealt with since the start. */
  readonly messages: number;
  /** Of the local stream: what the server has acknowledged, once that is known; undefined for a pull. */
  readonly acked?: string | undefined;
  /** @throws ReplicationFailure, StreamError, and what the client throws; it can be called again then */
  run(signal: AbortSignal, progress: Progress): Promise<Outcome>;
  /** Whatever it holds in memory may be wrong now. */
  forget(): void;
}
