import type { Offset } from "../offset.ts";
import type { StreamInfo } from "../stream.ts";

/** The history of a stream, beyond its `StreamInfo`. */
export interface Lifeline {
  readonly info: StreamInfo;
  /** The number of messages that retention has dropped. */
  readonly droppedMessages: number;
  /** When the earliest message that can be read was appended; undefined without messages. */
  readonly firstAppendAt?: number;
  /** When the last message was appended; undefined without messages. */
  readonly lastAppendAt?: number;
  /** When the last message that a fork has from its source was appended. */
  readonly forkedAtAppend?: number;
  /** In the order of their creation, at most 1,000. */
  readonly forks: readonly ForkSummary[];
}

export interface ForkSummary {
  readonly path: string;
  readonly createdAt: number;
  /** The offset of this stream at which the fork diverges. */
  readonly offset: Offset;
}
