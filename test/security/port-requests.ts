import { inspectionAccess, inspectionCursorNames } from "../../src/protocol/inspection/operations.ts";
import { cursorNames } from "../../src/protocol/ipc/messages.ts";
import { operationAccess, type Access } from "../../src/protocol/operations.ts";

/** A request that a port knows. */
export interface PortRequest {
  readonly kind: "call" | "appends" | "open";
  /** The name of the operation or of the cursor. */
  readonly what: string;
  readonly needs: Access;
  readonly args: readonly unknown[];
}

type Rows<Name extends string> = Record<Name, [needs: Access, argsFor: (path: string) => readonly unknown[]]>;

/** The needed access is written down here, and not taken from the code under test. */
const operations: Rows<keyof typeof operationAccess> = {
  create: ["manage", (path) => [path]],
  ensure: ["manage", (path) => [path]],
  append: ["append", (path) => [path, "y"]],
  appendAll: ["append", (path) => [[{ path, data: "y" }]]],
  readPacked: ["read", (path) => [path]],
  head: ["read", (path) => [path]],
  list: ["read", (path) => [{ prefix: path }]],
  closeStream: ["append", (path) => [path]],
  delete: ["manage", (path) => [path]],
  touch: ["manage", (path) => [path]],
  setRetention: ["manage", (path) => [path, { maxMessages: 10 }]],
};

const cursors: Rows<(typeof cursorNames)[number]> = {
  messages: ["read", (path) => [path]],
  info: ["read", (path) => [path]],
  list: ["read", (path) => [{ prefix: path }]],
  // Shows only streams that may be seen; tested in test/replication/authorize.test.ts.
  replication: ["none", () => [null]],
};

const inspections: Rows<keyof typeof inspectionAccess> = {
  preview: ["read", (path) => [path]],
  browse: ["read", () => []],
  seekTime: ["read", (path) => [path, 0]],
  timeline: ["read", (path) => [path]],
  lifeline: ["read", (path) => [path]],
  spaceMap: ["read", () => []],
  cleanUp: ["manage", () => []],
  compact: ["manage", () => []],
};

const inspectionCursors: Rows<(typeof inspectionCursorNames)[number]> = {
  browse: ["read", () => []],
  search: ["read", (path) => [path, { text: "secret" }]],
  health: ["read", () => []],
  verify: ["read", () => []],
};

export const streamRequests: readonly PortRequest[] = [
  ...requests("call", Object.keys(operationAccess), operations),
  ...requests("appends", ["append"], operations),
  ...requests("open", cursorNames, cursors),
];

export const inspectionRequests: readonly PortRequest[] = [
  ...requests("call", Object.keys(inspectionAccess), inspections),
  ...requests("open", inspectionCursorNames, inspectionCursors),
];

export function nameOf({ kind, what }: PortRequest): string {
  return `${kind} ${what}`;
}

/** Each request has its own stream, so that none meets the effects of another. */
export function pathFor({ kind, what }: Pick<PortRequest, "kind" | "what">): string {
  return `mine/${kind}-${what}`;
}

/** One request for each name in the code. @throws Error if a name has no row */
function requests(kind: PortRequest["kind"], names: readonly string[], rows: Rows<string>): PortRequest[] {
  return names.map((what) => {
    const row = rows[what];
    if (!row) throw new Error(`add a row for ${kind} ${what}: this test checks who may not use it`);
    const [needs, argsFor] = row;
    return { kind, what, needs, args: argsFor(pathFor({ kind, what })) };
  });
}
