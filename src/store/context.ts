import type { Garbage } from "./messages/garbage.ts";
import type { StoreClock } from "./clock/store-clock.ts";
import type { GroupCommit } from "./commit/group-commit.ts";
import type { Definitions } from "./definitions/definitions.ts";
import type { ChangeFeed } from "./live/change-feed.ts";
import type { LiveReaders } from "./live/live-readers.ts";
import type { MessageLog } from "./messages/log.ts";
import type { ResolvedStoreOptions } from "./options.ts";
import type { ReplicaTable } from "./replicas/table.ts";
import type { Catalog } from "./streams/catalog.ts";
import type { ChangeRecorder } from "./streams/change-recorder.ts";
import type { Producers } from "./streams/producers.ts";

/** The parts of an open store that operations work with: each function names those that it needs. */
export interface StoreContext {
  readonly options: ResolvedStoreOptions;
  readonly definitions: Definitions;
  readonly clock: StoreClock;
  readonly catalog: Catalog;
  readonly log: MessageLog;
  readonly producers: Producers;
  readonly replicas: ReplicaTable;
  readonly garbage: Garbage;
  readonly commit: GroupCommit;
  /** The recorder for reads; writes pass their transaction. */
  readonly readEffects: ChangeRecorder;
  readonly live: LiveReaders;
  readonly changes: ChangeFeed;
  /** Runs reads that belong together: beside another writer they have to see one state of the database. */
  readonly snapshot: <T>(read: () => T) => T;
}
