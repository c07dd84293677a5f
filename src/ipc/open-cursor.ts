import { setTimeout as delay } from "node:timers/promises";
import { StreamError } from "../protocol/errors.ts";
import type { CursorName } from "../protocol/ipc.ts";
import type { ListOptions, ListPage, StreamInfo, SubscribeOptions } from "../protocol/stream.ts";
import type { StreamStore, Watch } from "../store/index.ts";
import type { AccessRules } from "./access.ts";
import { assertPathAllowed, listAllowed } from "./call-operation.ts";

/** Bytes of a page of messages on a port: small enough that a few of them in flight cost nothing. */
const pageBytes = 256 * 1024;
/** Changes that follow one another faster than this are told as one, in milliseconds. */
const coalesceMs = 50;

/**
 * The values of a cursor, read one by one as they are asked for.
 *
 * @throws StreamError `FORBIDDEN`, and whatever the store throws
 */
export function openCursor(
  store: StreamStore,
  access: AccessRules,
  cursor: CursorName,
  args: readonly unknown[],
  signal: AbortSignal,
): AsyncGenerator<unknown, void, undefined> {
  const path = args[0] as string;
  switch (cursor) {
    case "messages":
      assertPathAllowed(access, "readPacked", path);
      return store.subscribePacked(path, { limitBytes: pageBytes, ...optionsFrom(args[1]), signal });
    case "info":
      assertPathAllowed(access, "head", path);
      return latest(
        () => store.head(path),
        () => store.watch(path, signal),
        signal,
      );
    case "list":
      return latest(
        () => listAllowed(store, access, args[0] as ListOptions | undefined),
        () => store.watch(undefined, signal),
        signal,
      );
  }
}

/** What a window sent as options, as far as it can be spread; the store checks what is in it. */
function optionsFrom(value: unknown): SubscribeOptions {
  if (value === undefined || value === null) return {};
  if (typeof value === "object" && !Array.isArray(value) && !ArrayBuffer.isView(value)) return value;
  throw new StreamError("BAD_REQUEST", "options must be an object");
}

/** Reads slide deadlines and expiry needs no commit: nobody wakes a watch for these. In milliseconds. */
function untilDeadline(value: StreamInfo | ListPage): number | undefined {
  const streams = "streams" in value ? value.streams : [value];
  const deadlines = streams.flatMap(({ deadline }) => (deadline ? [deadline.getTime()] : []));
  return deadlines.length === 0 ? undefined : Math.max(coalesceMs, Math.min(...deadlines) - Date.now());
}

/** A value now, and again each time it has become another one. Only the latest counts. */
async function* latest<T extends StreamInfo | ListPage>(
  read: () => Promise<T>,
  openWatch: () => Watch,
  signal: AbortSignal,
): AsyncGenerator<T, void, undefined> {
  // Here and not at the call: a generator that was never asked for a value never gets to its `finally`.
  const watch = openWatch();
  let told: string | undefined;
  try {
    while (!signal.aborted) {
      const value = await read();
      const text = JSON.stringify(value);
      if (text === told) {
        await watch.next(untilDeadline(value));
        continue;
      }
      told = text;
      yield value;
      await delay(coalesceMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  } finally {
    watch.close();
  }
}
