import type { InspectionOperations } from "../../protocol/inspection/operations.ts";
import type { BrowseOptions, BrowsePage } from "../../protocol/inspection/browse.ts";
import type { CleanupReport, CompactionReport, StoreHealth } from "../../protocol/inspection/health.ts";
import type { Lifeline } from "../../protocol/inspection/lifeline.ts";
import type { PreviewOptions, PreviewPage } from "../../protocol/inspection/preview.ts";
import type { SearchOptions, SearchProgress } from "../../protocol/inspection/search.ts";
import type { SpaceMap, SpaceMapOptions } from "../../protocol/inspection/space-map.ts";
import type { SeekResult, Timeline, TimelineOptions } from "../../protocol/inspection/timeline.ts";
import { loadPart } from "../load-part.ts";
import { compact } from "../operations/compact.ts";
import { readOnlyError, withStreamErrors } from "../sqlite/errors.ts";
import type { OpenStore } from "../wiring.ts";
import type { InspectionContext } from "./context.ts";
import type * as Operations from "./operations.ts";
import { SlowOperations } from "./slow-operations.ts";

interface Loaded {
  readonly operations: typeof Operations;
  readonly context: InspectionContext;
}

/** The operations of an inspector, each in the file of its name, loaded with the first call; see `InspectionOperations`. */
export class Inspection implements InspectionOperations {
  readonly #store: OpenStore;
  readonly #slowOperations: SlowOperations;
  #context: InspectionContext | undefined;

  /** @internal `traced` is the object that the store's operations are traced with. */
  constructor(store: OpenStore, traced: object) {
    this.#store = store;
    this.#slowOperations = new SlowOperations(traced, () => store.context.clock.now());
  }

  /** Stops measuring operations. */
  stop(): void {
    this.#slowOperations.stop();
  }

  preview(path: string, options?: PreviewOptions): Promise<PreviewPage> {
    return this.#run(({ operations, context }) => operations.preview(context, path, options));
  }

  browse(options?: BrowseOptions): Promise<BrowsePage> {
    return this.#run(({ operations, context }) => operations.browse(context, options));
  }

  seekTime(path: string, time: number): Promise<SeekResult> {
    return this.#run(({ operations, context }) => operations.seekTime(context, path, time));
  }

  timeline(path: string, options?: TimelineOptions): Promise<Timeline> {
    return this.#run(({ operations, context }) => operations.timeline(context, path, options));
  }

  lifeline(path: string): Promise<Lifeline> {
    return this.#run(({ operations, context }) => operations.lifeline(context, path));
  }

  spaceMap(options?: SpaceMapOptions): Promise<SpaceMap> {
    return this.#run(({ operations, context }) => operations.spaceMap(context, options));
  }

  /** @throws StreamError `STORE_READ_ONLY`, `STORE_LOCKED` (another program), `STORE_CLOSED` */
  async cleanUp(): Promise<CleanupReport> {
    const { context, maintenance } = this.#store;
    context.commit.assertOpen();
    if (!maintenance) throw readOnlyError();
    return maintenance.cleanUp();
  }

  /** @throws StreamError `STORE_READ_ONLY`, `STORE_LOCKED` (another program), `STORE_CLOSED` */
  compact(): Promise<CompactionReport> {
    return compact(this.#store);
  }

  /** @throws StreamError `BAD_REQUEST`, `NOT_FOUND`, `GONE`, `STORE_CLOSED` */
  async *search(
    path: string,
    options: SearchOptions,
    signal?: AbortSignal,
  ): AsyncGenerator<SearchProgress, void, undefined> {
    const { operations, context } = await this.#load();
    const steps = operations.search(context, path, options, signal);
    yield* context.slowOperations.measured("search", path, steps);
  }

  /**
   * The state of the store, without its windows, which it does not know.
   *
   * @throws StreamError `STORE_CLOSED`
   */
  health(): Promise<Omit<StoreHealth, "windows" | "mayManage">> {
    return this.#run(({ operations, context }) => operations.health(context));
  }

  #run<T>(operation: (loaded: Loaded) => T | Promise<T>): Promise<T> {
    return withStreamErrors(async () => operation(await this.#load()));
  }

  async #load(): Promise<Loaded> {
    const operations = await loadPart(() => import("./operations.ts"), this.#store.context.options);
    this.#context ??= operations.createContext(this.#store, this.#slowOperations);
    return { operations, context: this.#context };
  }
}
