import type { Inspection } from "../../client/inspection.ts";
import type { Streams } from "../../client/streams.ts";

/** The result of `connectInspection()`. */
export interface Connected {
  readonly streams: Streams;
  readonly inspection: Inspection;
}
