import type { PackedPage } from "./packed-page.ts";
import type { ReplicationOperations } from "./replication.ts";
import type {
  AppendData,
  AppendOptions,
  AppendResult,
  CreateOptions,
  CreateResult,
  ListOptions,
  ListPage,
  ReadOptions,
  StreamInfo,
} from "./stream.ts";

/**
 * The operations that a store offers and that a window may call, with the same names, arguments and
 * results on both sides of the port. To add one: a line here, a row in `operationAccess`, and a file in
 * `src/store/operations`.
 */
export interface StreamOperations {
  create(path: string, options?: CreateOptions): Promise<CreateResult>;
  append(path: string, data: AppendData, options?: AppendOptions): Promise<AppendResult>;
  readPacked(path: string, options?: ReadOptions): Promise<PackedPage>;
  head(path: string): Promise<StreamInfo>;
  list(options?: ListOptions): Promise<ListPage>;
  closeStream(path: string): Promise<AppendResult>;
  delete(path: string): Promise<void>;
  touch(path: string): Promise<StreamInfo>;
}

/** Those of replication are no business of the store. */
export type OperationName = keyof StreamOperations | keyof ReplicationOperations;

/** What a window may do with a path; each level includes the ones before it. */
export type Access = "none" | "read" | "append" | "manage";

/** The access each operation needs. */
export const operationAccess = {
  create: "manage",
  append: "append",
  readPacked: "read",
  head: "read",
  list: "read",
  closeStream: "append",
  delete: "manage",
  touch: "manage",
  controlReplication: "manage",
} as const satisfies Record<OperationName, Access>;
