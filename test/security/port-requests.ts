import { inspectionAccess, inspectionCursorNames } from "../../src/protocol/inspection/operations.ts";
import { cursorNames } from "../../src/protocol/ipc/messages.ts";
import { operationAccess, type Access } from "../../src/protocol/operations.ts";

/** One of all that can be asked for over a port. */
export interface PortRequest {
  readonly kind: "call" | "appends" | "open";
  /** Of the operation, or the cursor. */
  readonly what: string;
  readonly needs: Access;
  readonly args: readonly unknown[];
}

type Rows<Name extends string> = Record<Name, [needs: Access, argsFor: (path: string) => readonly unknown[]]>;

/** What the product says that each needs is not asked: it could be wrong. */
const operations: Rows<keyof typeof operationAccess> = {
  create: ["manage", (path) => [path]],
  append: ["append", (path) => [path, "y"]],
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
  // Of the streams that may be seen; test/replication/authorize.test.ts looks into it.
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

/** Each asks for a stream of its own, so that none finds what another has done. */
export function pathFor({ kind, what }: Pick<PortRequest, "kind" | "what">): string {
  return `mine/${kind}-${what}`;
}

/** A request for each name that the product has. @throws Error if there is no row for it */
function requests(kind: PortRequest["kind"], names: readonly string[], rows: Rows<string>): PortRequest[] {
  return names.map((what) => {
    const row = rows[what];
    if (!row) throw new Error(`add a row for ${kind} ${what}: who may not use it is tested here`);
    const [needs, argsFor] = row;
    return { kind, what, needs, args: argsFor(pathFor({ kind, what })) };
  });
}
