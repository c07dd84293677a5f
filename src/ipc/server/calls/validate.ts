import { StreamError } from "../../../protocol/errors.ts";
import { inspectionAccess, inspectionCursorNames } from "../../../protocol/inspection/operations.ts";
import { fetchCursor, maxPartBytes } from "../../../protocol/ipc/fetch.ts";
import { cursorNames, type ClientMessage } from "../../../protocol/ipc/messages.ts";
import { operationAccess } from "../../../protocol/operations.ts";
import { replicationAccess } from "../../../protocol/replication.ts";
import { appendsIn, problemOf } from "./packed-appends.ts";

/** Credit in one message. */
const maxCredit = 1000;
const maxArguments = 4;
/** The most messages of a page. */
const maxPageMessages = 100_000;
/** Messages in one batch; packed appends count one by one. */
const maxBatch = 20_000;
const allCursorNames: readonly string[] = [...cursorNames, ...inspectionCursorNames, fetchCursor];

/** Names of operations and cursors that only this port serves; see `PortExtras`. */
export interface ExtraNames {
  readonly operations: object;
  readonly cursors: object;
}

/** The id in the response to a message without a valid one. Clients count from 1. */
export const noId = 0;

export function idOf(message: unknown): number {
  const id = (message as { id?: unknown } | null | undefined)?.id;
  return Number.isSafeInteger(id) && (id as number) > 0 ? (id as number) : noId;
}

export function isBatch(value: unknown): value is readonly unknown[] {
  // Checked before the elements: a sparse array can claim a huge length.
  if (!Array.isArray(value) || value.length > maxBatch) return false;
  let count = 0;
  for (const message of value as unknown[]) count += Math.max(1, appendsIn(message));
  return count <= maxBatch;
}

/**
 * Checks the shape of a message from a window. The store checks the paths, offsets and options in it.
 *
 * @throws StreamError `BAD_REQUEST`
 */
export function checkClientMessage(value: unknown, extras?: ExtraNames): ClientMessage {
  if (typeof value !== "object" || value === null) throw malformed("not an object");
  const message = value as ClientMessage;
  if (idOf(message) === noId) throw malformed("its id is not a positive integer");
  switch (message.kind) {
    case "call":
      if (!isOperation(message.operation, extras)) throw malformed("unknown operation");
      checkArguments(message.args);
      break;
    case "appends":
      checkAppends(message);
      break;
    case "open":
      if (!isCursor(message.cursor, extras)) throw malformed("unknown cursor");
      checkArguments(message.args);
      checkCredit(message.credit);
      break;
    case "credit":
      checkCredit(message.credit);
      break;
    case "invalid":
      checkCount(message.count);
      break;
    case "part":
      checkPart(message.data);
      break;
    case "cancel":
    case "passed":
      break;
    default:
      throw malformed("unknown kind");
  }
  return message;
}

/** Checks the type first: an array of one name would pass as a key, and match no operation afterwards. */
function isOperation(name: unknown, extras: ExtraNames | undefined): boolean {
  if (typeof name !== "string") return false;
  return [operationAccess, inspectionAccess, replicationAccess, extras?.operations ?? {}].some((names) =>
    Object.hasOwn(names, name),
  );
}

function isCursor(name: unknown, extras: ExtraNames | undefined): boolean {
  if (typeof name !== "string") return false;
  return allCursorNames.includes(name) || (extras !== undefined && Object.hasOwn(extras.cursors, name));
}

function checkArguments(args: unknown): void {
  if (!Array.isArray(args) || args.length > maxArguments)
    throw malformed(`args must be an array of at most ${maxArguments}`);
}

function checkAppends(message: Extract<ClientMessage, { kind: "appends" }>): void {
  const problem = problemOf(message);
  if (problem !== undefined) throw malformed(problem);
}

function checkCredit(credit: unknown): void {
  if (!Number.isSafeInteger(credit) || (credit as number) < 1 || (credit as number) > maxCredit) {
    throw malformed(`its credit is not an integer from 1 to ${maxCredit}`);
  }
}

function checkCount(count: unknown): void {
  if (!Number.isSafeInteger(count) || (count as number) < 1 || (count as number) > maxPageMessages)
    throw malformed(`its count is not an integer from 1 to ${maxPageMessages}`);
}

function checkPart(data: unknown): void {
  if (data === undefined || (data instanceof Uint8Array && data.byteLength <= maxPartBytes)) return;
  throw malformed(`its data is not a Uint8Array of at most ${maxPartBytes} bytes`);
}

function malformed(problem: string): StreamError {
  return new StreamError("BAD_REQUEST", `malformed message: ${problem}`);
}
