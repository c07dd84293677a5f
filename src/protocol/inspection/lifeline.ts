import type { Offset } from "../offset.ts";
import type { StreamInfo } from "../stream.ts";

/** What happened in the life of a stream, beyond what `StreamInfo` says. */
export interface Lifeline {
  readonly info: StreamInfo;
  /** Messages that retention has dropped. */
  readonly droppedMessages: number;
  /** Of the earliest message that can be read; undefined without messages. */
  readonly firstAppendAt?: number;
  readonly lastAppendAt?: number;
  /** When the last message before the fork was appended. */
  readonly forkedAtAppend?: number;
  /** In the order of their creation, 1,000 at the most. */
  readonly forks: readonly ForkSummary[];
}

export interface ForkSummary {
  readonly path: string;
  readonly createdAt: number;
  /** Of this stream, where the fork leaves it. */
  readonly offset: Offset;
}
