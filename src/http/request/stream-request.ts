import type { StreamStoreApi } from "../../store/index.ts";
import type { ResolvedOptions } from "../options.ts";

/** A request for one stream, as the file of its method gets it. */
export interface StreamRequest {
  readonly request: Request;
  /** The stream's path in the store, decoded. */
  readonly path: string;
  readonly store: StreamStoreApi;
  readonly options: ResolvedOptions;
}
