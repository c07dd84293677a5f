import type { StreamError } from "../../protocol/errors.ts";
import {
  inspectionAccess,
  type InspectionCursorName,
  type InspectionCursors,
  type InspectionOperationName,
  type InspectionOperations,
} from "../../protocol/inspection/operations.ts";
import type { BrowseOptions, BrowsePage } from "../../protocol/inspection/browse.ts";
import type { CleanupReport, CompactionReport } from "../../protocol/inspection/health.ts";
import type { Lifeline } from "../../protocol/inspection/lifeline.ts";
import type { PreviewOptions, PreviewPage } from "../../protocol/inspection/preview.ts";
import type { SpaceMap, SpaceMapOptions } from "../../protocol/inspection/space-map.ts";
import type { SeekResult, Timeline, TimelineOptions } from "../../protocol/inspection/timeline.ts";

import type { OpenCursor, StreamsClient } from "./client.ts";

export interface InspectionObserver<Value> {
  /** Each value uses one credit: call `grant` once it is processed. */
  next(value: Value): void;
  end(): void;
  fail(error: StreamError): void;
}

/** The window's side of the inspection, over a client's connection. */
export class InspectionClient implements InspectionOperations {
  readonly #client: StreamsClient;

  constructor(client: StreamsClient) {
    this.#client = client;
  }

  preview(path: string, options?: PreviewOptions): Promise<PreviewPage> {
    return this.#call("preview", path, options);
  }

  browse(options?: BrowseOptions): Promise<BrowsePage> {
    return this.#call("browse", options);
  }

  seekTime(path: string, time: number): Promise<SeekResult> {
    return this.#call("seekTime", path, time);
  }

  timeline(path: string, options?: TimelineOptions): Promise<Timeline> {
    return this.#call("timeline", path, options);
  }

  lifeline(path: string): Promise<Lifeline> {
    return this.#call("lifeline", path);
  }

  spaceMap(options?: SpaceMapOptions): Promise<SpaceMap> {
    return this.#call("spaceMap", options);
  }

  cleanUp(): Promise<CleanupReport> {
    return this.#call("cleanUp");
  }

  compact(): Promise<CompactionReport> {
    return this.#call("compact");
  }

  /** `args` is called again after each reconnect: it returns where a search resumes. */
  openCursor<Name extends InspectionCursorName>(
    name: Name,
    args: () => InspectionCursors[Name]["args"],
    observer: InspectionObserver<InspectionCursors[Name]["value"]>,
  ): OpenCursor {
    return this.#client.open({ name, args, resumes: true }, observer);
  }

  #call<T>(operation: InspectionOperationName, ...args: unknown[]): Promise<T> {
    return this.#client.call(operation, args, inspectionAccess[operation] === "read") as Promise<T>;
  }
}
