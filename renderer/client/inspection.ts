import { Observable } from "rxjs";
import type { InspectionClient } from "../../src/ipc/client/inspection.ts";
import type {
  InspectionCursorName,
  InspectionCursors,
  InspectionOperations,
} from "../../src/protocol/inspection/operations.ts";
import type { BrowseOptions, BrowsePage } from "../../src/protocol/inspection/browse.ts";
import type { CleanupReport, CompactionReport, StoreHealth } from "../../src/protocol/inspection/health.ts";
import type { Lifeline } from "../../src/protocol/inspection/lifeline.ts";
import type { PreviewOptions, PreviewPage } from "../../src/protocol/inspection/preview.ts";
import type { SearchOptions, SearchProgress } from "../../src/protocol/inspection/search.ts";
import type { SpaceMap, SpaceMapOptions } from "../../src/protocol/inspection/space-map.ts";
import type { SeekResult, Timeline, TimelineOptions } from "../../src/protocol/inspection/timeline.ts";
import type { VerifyProgress } from "../../src/protocol/inspection/verify.ts";

/**
 * The inspection of a store, which only windows with access to all streams can use. Observables are cold, and
 * unsubscribing stops their work in the main process: it cancels a search, for example.
 */
export class Inspection implements InspectionOperations {
  readonly #client: InspectionClient;

  constructor(client: InspectionClient) {
    this.#client = client;
  }

  /** A page of the list of streams: now, and whenever it changes. Errors as `browse` does. */
  browse$(options: BrowseOptions = {}): Observable<BrowsePage> {
    return this.#values$("browse", () => [options]);
  }

  /**
   * Completes when the search is done. After a lost connection it resumes where it was, and restarts its counts. Errors with
   * `BAD_REQUEST`, `NOT_FOUND`, `GONE`, `FORBIDDEN`.
   */
  search$(path: string, options: SearchOptions): Observable<SearchProgress> {
    return new Observable((subscriber) => {
      let rest = options;
      return this.#values$("search", () => [path, rest]).subscribe({
        next(progress) {
          rest = { ...rest, offset: progress.position };
          subscriber.next(progress);
        },
        error: (error) => subscriber.error(error),
        complete: () => subscriber.complete(),
      });
    });
  }

  /** The health of the store, about once a second. */
  get health$(): Observable<StoreHealth> {
    return this.#values$("health", () => []);
  }

  /** Checks the store, and completes when done. After a lost connection it starts over. Errors with `FORBIDDEN`, `STORE_CLOSED`. */
  verify$(): Observable<VerifyProgress> {
    return this.#values$("verify", () => []);
  }

  preview(path: string, options?: PreviewOptions): Promise<PreviewPage> {
    return this.#client.preview(path, options);
  }

  browse(options?: BrowseOptions): Promise<BrowsePage> {
    return this.#client.browse(options);
  }

  seekTime(path: string, time: number): Promise<SeekResult> {
    return this.#client.seekTime(path, time);
  }

  timeline(path: string, options?: TimelineOptions): Promise<Timeline> {
    return this.#client.timeline(path, options);
  }

  lifeline(path: string): Promise<Lifeline> {
    return this.#client.lifeline(path);
  }

  spaceMap(options?: SpaceMapOptions): Promise<SpaceMap> {
    return this.#client.spaceMap(options);
  }

  cleanUp(): Promise<CleanupReport> {
    return this.#client.cleanUp();
  }

  compact(): Promise<CompactionReport> {
    return this.#client.compact();
  }

  #values$<Name extends InspectionCursorName>(
    name: Name,
    args: () => InspectionCursors[Name]["args"],
  ): Observable<InspectionCursors[Name]["value"]> {
    return new Observable((subscriber) => {
      const cursor = this.#client.openCursor(name, args, {
        next(value) {
          subscriber.next(value);
          cursor.grant();
        },
        end: () => subscriber.complete(),
        fail: (error) => subscriber.error(error),
      });
      return () => cursor.close();
    });
  }
}
