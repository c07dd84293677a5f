import type { CursorName } from "../../../protocol/ipc/messages.ts";
import type { StreamStore } from "../../../store/index.ts";
import type { AccessRules } from "../access.ts";
import { replicationStatus, type ReplicationSource } from "../replication-source.ts";
import { assertPathAllowed } from "../calls/call-operation.ts";
import type { BeforeRead } from "./cursor.ts";
import { latest } from "./latest.ts";
import { listAllowed } from "../calls/list-allowed.ts";
import { boundedPage, optionsFrom } from "../calls/options-from.ts";

/** Bytes of a page of messages on a port: a few of them in flight take little memory. */
const pageBytes = 256 * 1024;
/** Upper bound for a window that requests more. */
const maxPageBytes = 1024 * 1024;

/**
 * The values of a cursor. Each is read when it is asked for.
 *
 * @throws StreamError `FORBIDDEN`, and as the store does
 */
export function openCursor(
  store: StreamStore,
  access: AccessRules,
  cursor: CursorName,
  args: readonly unknown[],
  signal: AbortSignal,
  beforeRead: BeforeRead,
  replications: readonly ReplicationSource[] = [],
): AsyncGenerator<unknown, void, undefined> {
  const path = args[0] as string;
  switch (cursor) {
    case "messages":
      assertPathAllowed(access, "readPacked", path);
      return store.subscribePacked(path, {
        limitBytes: pageBytes,
        ...boundedPage(optionsFrom(args[1]), maxPageBytes),
        signal,
        beforePage: beforeRead,
      });
    case "info":
      assertPathAllowed(access, "head", path);
      return latest(
        () => store.head(path),
        (ended) => store.watch(path, ended),
        signal,
        beforeRead,
      );
    case "replication":
      return replicationStatus(replications, access, signal);
    case "list":
      return latest(
        () => listAllowed(store, access, args[0]),
        (ended) => store.watch(undefined, ended),
        signal,
        beforeRead,
      );
  }
}
