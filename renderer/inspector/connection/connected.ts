import type { Inspection } from "../../client/inspection.ts";
import type { Streams } from "../../client/streams.ts";

/** What an inspector needs: `connectInspection()` returns it. */
export interface Connected {
  readonly streams: Streams;
  readonly inspection: Inspection;
}
