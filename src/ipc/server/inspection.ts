import { setTimeout as delay } from "node:timers/promises";
import { StreamError } from "../../protocol/errors.ts";
import {
  inspectionAccess,
  inspectionCursorNames,
  type InspectionCursorName,
  type InspectionOperationName,
} from "../../protocol/inspection/operations.ts";
import type { BrowseOptions, BrowsePage } from "../../protocol/inspection/browse.ts";
import type { StoreHealth } from "../../protocol/inspection/health.ts";
import type { Access } from "../../protocol/operations.ts";
import type { StreamStore } from "../../store/index.ts";
import { allows, type AccessRules } from "./access.ts";
import type { BeforeRead } from "./cursors/cursor.ts";
import { latest } from "./cursors/latest.ts";
import { optionsFrom } from "./calls/options-from.ts";
import { windowsOf } from "./open-ports.ts";

const healthMs = 1000;

/** Whether a port serves the inspection, and to whom. */
export interface InspectionAccess {
  readonly isServed: boolean;
  readonly rules: AccessRules;
}

export function isInspectionOperation(name: string): name is InspectionOperationName {
  return Object.hasOwn(inspectionAccess, name);
}

export function isInspectionCursor(name: string): name is InspectionCursorName {
  return (inspectionCursorNames as readonly string[]).includes(name);
}

/** Whether the operation takes many turns of the event loop. These run one at a time, beside other calls. */
export function takesTurns(operation: InspectionOperationName): boolean {
  return !["preview", "seekTime", "cleanUp", "compact"].includes(operation);
}

/**
 * Calls an operation of the inspection for a window that has the access it needs. The store checks the arguments,
 * which are as the window sent them.
 *
 * @throws StreamError `FORBIDDEN`, and as the operation does
 */
export async function callInspection(
  store: StreamStore,
  access: InspectionAccess,
  operation: InspectionOperationName,
  args: readonly unknown[],
): Promise<unknown> {
  assertMayInspect(access, inspectionAccess[operation]);
  const { inspection } = store;
  const method = inspection[operation] as (...args: unknown[]) => Promise<unknown>;
  return method.apply(inspection, [...args]);
}

/** The values of a cursor of the inspection; see `openCursor`. @throws StreamError `FORBIDDEN` */
export function openInspectionCursor(
  store: StreamStore,
  access: InspectionAccess,
  cursor: InspectionCursorName,
  args: readonly unknown[],
  signal: AbortSignal,
  beforeRead: BeforeRead,
): AsyncGenerator<unknown, void, undefined> {
  assertMayInspect(access, "read");
  const { inspection } = store;
  switch (cursor) {
    case "browse":
      return latest(
        browseSoon(inspection, args[0] as BrowseOptions),
        (ended) => store.watch(undefined, ended),
        signal,
        beforeRead,
      );
    case "search":
      return inspection.search(args[0] as string, optionsFrom(args[1]), signal);
    case "health":
      return health(store, access, signal, beforeRead);
    case "verify":
      return store.verify({ signal });
  }
}

/** The first page comes without a count of all rows, which takes longer. */
function browseSoon(
  inspection: StreamStore["inspection"],
  options: BrowseOptions,
): () => Promise<BrowsePage> {
  let isFirst = true;
  return () => {
    const count = !isFirst;
    isFirst = false;
    return inspection.browse(count ? options : { count, ...options });
  };
}

async function* health(
  store: StreamStore,
  access: InspectionAccess,
  signal: AbortSignal,
  beforeRead: BeforeRead,
): AsyncGenerator<StoreHealth, void, undefined> {
  while (!signal.aborted) {
    await beforeRead();
    const found = await store.inspection.health();
    const mayManage = !found.readOnly && mayInspect(access, "manage");
    yield { ...found, mayManage, windows: windowsOf(store) };
    await delay(healthMs, undefined, { signal, ref: false }).catch(() => undefined);
  }
}

function assertMayInspect(access: InspectionAccess, needed: Access): void {
  if (!access.isServed) throw new StreamError("FORBIDDEN", "this port does not serve the inspection");
  if (mayInspect(access, needed)) return;
  throw new StreamError("FORBIDDEN", `the inspection needs ${needed} access to all streams`);
}

/** Most of the inspection covers all streams at once, so rules by prefix are not enough. */
function mayInspect({ rules }: InspectionAccess, needed: Access): boolean {
  return typeof rules === "string" && allows(rules, "", needed);
}
