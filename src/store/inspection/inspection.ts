import type { InspectionOperations } from "../../protocol/inspection/operations.ts";
import type { BrowseOptions, BrowsePage } from "../../protocol/inspection/browse.ts";
import type { CleanupReport, CompactionReport, StoreHealth } from "../../protocol/inspection/health.ts";
import type { Lifeline } from "../../protocol/inspection/lifeline.ts";
import type { PreviewOptions, PreviewPage } from "../../protocol/inspection/preview.ts";
import type { SearchOptions, SearchProgress } from "../../protocol/inspection/search.ts";
import type { SpaceMap, SpaceMapOptions } from "../../protocol/inspection/space-map.ts";
import type { SeekResult, Timeline, TimelineOptions } from "../../protocol/inspection/timeline.ts";
import { compact } from "../operations/compact.ts";
import { readOnlyError, withStreamErrors } from "../sqlite/errors.ts";
import type { OpenStore } from "../wiring.ts";
import { browse } from "./browse/browse.ts";
import { health } from "./health.ts";
import type { InspectionContext } from "./context.ts";
import { lifeline } from "./lifeline.ts";
import { MessageFacts } from "./message-facts.ts";
import { preview } from "./preview.ts";
import { search } from "./search/search.ts";
import { seekTime } from "./seek-time.ts";
import { SlowOperations } from "./slow-operations.ts";
import { spaceMap } from "./space-map.ts";
import { StreamIndex } from "./browse/stream-index.ts";
import { StreamTable } from "./stream-table.ts";
import { timeline } from "./timeline.ts";

/** The operations of an inspector, each in the file of its name; see `InspectionOperations`. */
export class Inspection implements InspectionOperations {
  readonly #context: InspectionContext;

  /** @internal `traced` is the object that the store's operations are traced with. */
  constructor({ context: store, database, maintenance }: OpenStore, traced: object) {
    const table = new StreamTable(database.db);
    this.#context = {
      store,
      database,
      maintenance,
      slowOperations: new SlowOperations(traced, () => store.clock.now()),
      table,
      facts: new MessageFacts(database.db),
      index: new StreamIndex(store, table, database.db),
    };
  }

  /** Stops measuring operations. */
  stop(): void {
    this.#context.slowOperations.stop();
  }

  preview(path: string, options?: PreviewOptions): Promise<PreviewPage> {
    return withStreamErrors(() => preview(this.#context, path, options));
  }

  browse(options?: BrowseOptions): Promise<BrowsePage> {
    return withStreamErrors(() => browse(this.#context, options));
  }

  seekTime(path: string, time: number): Promise<SeekResult> {
    return withStreamErrors(() => seekTime(this.#context, path, time));
  }

  timeline(path: string, options?: TimelineOptions): Promise<Timeline> {
    return withStreamErrors(() => timeline(this.#context, path, options));
  }

  lifeline(path: string): Promise<Lifeline> {
    return withStreamErrors(() => lifeline(this.#context, path));
  }

  spaceMap(options?: SpaceMapOptions): Promise<SpaceMap> {
    return withStreamErrors(() => spaceMap(this.#context, options));
  }

  /** @throws StreamError `STORE_READ_ONLY`, `STORE_LOCKED` (another program), `STORE_CLOSED` */
  async cleanUp(): Promise<CleanupReport> {
    const { store, maintenance } = this.#context;
    store.commit.assertOpen();
    if (!maintenance) throw readOnlyError();
    return maintenance.cleanUp();
  }

  /** @throws StreamError `STORE_READ_ONLY`, `STORE_LOCKED` (another program), `STORE_CLOSED` */
  compact(): Promise<CompactionReport> {
    const { store, maintenance } = this.#context;
    return compact({ context: store, maintenance });
  }

  /** @throws StreamError `BAD_REQUEST`, `NOT_FOUND`, `GONE`, `STORE_CLOSED` */
  search(
    path: string,
    options: SearchOptions,
    signal?: AbortSignal,
  ): AsyncGenerator<SearchProgress, void, undefined> {
    const steps = search(this.#context, path, options, signal);
    return this.#context.slowOperations.measured("search", path, steps);
  }

  /**
   * The state of the store, without its windows, which it does not know.
   *
   * @throws StreamError `STORE_CLOSED`
   */
  health(): Promise<Omit<StoreHealth, "windows" | "mayManage">> {
    return withStreamErrors(() => health(this.#context));
  }
}
