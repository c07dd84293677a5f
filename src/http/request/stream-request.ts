import type { StreamStoreApi } from "../../store/index.ts";
import type { ResolvedOptions } from "../options.ts";

/** A request for one stream: the argument of each method. */
export interface StreamRequest {
  readonly request: Request;
  /** The stream's path in the store, decoded. */
  readonly path: string;
  readonly store: StreamStoreApi;
  readonly options: ResolvedOptions;
}
