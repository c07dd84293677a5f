import { httpStatusByCode } from "../../src/protocol/errors.ts";
import type { ServerMessage } from "../../src/protocol/ipc/messages.ts";

/** The answer to a message or request violates the protocol. */
export class InvalidAnswer extends Error {}

const offset = /^\d{9}_\d{11}$/;
const isWhole = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
const isBoolean = (value: unknown) => typeof value === "boolean";
const isOffset = (value: unknown) => typeof value === "string" && offset.test(value);
const isDate = (value: unknown) => value instanceof Date && !Number.isNaN(value.getTime());

type Shape = Record<string, (value: unknown) => boolean>;

const result: Shape = { offset: isOffset, duplicate: isBoolean, closed: isBoolean };
const info: Shape = {
  id: isWhole,
  path: (value) => typeof value === "string" && value !== "",
  contentType: (value) => typeof value === "string",
  tailOffset: isOffset,
  startOffset: isOffset,
  messageCount: isWhole,
  byteCount: isWhole,
  createdAt: isDate,
  closed: isBoolean,
};
const page: Shape = {
  json: isBoolean,
  data: (value) => value instanceof Uint8Array && value.length <= 11 * 1024 * 1024,
  lengths: (value) => value instanceof Uint32Array,
  streamId: isWhole,
  position: isWhole,
  owners: Array.isArray,
  nextOffset: isOffset,
  tailOffset: isOffset,
  upToDate: isBoolean,
  closed: isBoolean,
};

const isList = (value: unknown) => Array.isArray(value);
const preview: Shape = {
  json: isBoolean,
  heads: (value) => value instanceof Uint8Array && value.length <= 1024 * 1024,
  headLengths: (value) => value instanceof Uint32Array && value.length <= 2000,
  byteLengths: (value) => value instanceof Uint32Array,
  appendedAt: (value) => value instanceof Float64Array,
  nextOffset: isOffset,
  tailOffset: isOffset,
  startOffset: isOffset,
};

const shapeOf: Record<string, Shape | undefined> = {
  create: { ...info, created: isBoolean },
  ensure: { ...info, created: isBoolean },
  append: result,
  closeStream: result,
  readPacked: page,
  head: info,
  touch: info,
  setRetention: info,
  preview,
  browse: { rows: isList },
  seekTime: { offset: isOffset },
  timeline: { from: isWhole, to: isWhole, buckets: isList, bytesEstimated: isBoolean },
  lifeline: { droppedMessages: isWhole, forks: isList },
  spaceMap: { totalBytes: isWhole, largest: isList, rest: isList },
  cleanUp: { removedStreams: isWhole },
  compact: { freedBytes: isWhole },
  search: { scanned: isWhole, total: isWhole, position: isOffset, matches: isList, done: isBoolean },
  health: { fileBytes: isWhole, windows: isList, slowest: isList },
  messages: page,
  info,
};

/** @throws InvalidAnswer if the message is not one of the union, or reveals internals */
export function checkServerMessage(message: ServerMessage): void {
  if (message.kind === "ready" || message.kind === "mark" || message.kind === "end") return;
  if (message.kind === "result" || message.kind === "next") return;
  if (message.kind === "appended") {
    if (message.offsets.length > 0 && message.offsets.every(isOffset)) return;
    throw new InvalidAnswer(JSON.stringify(message));
  }
  if (message.kind !== "error") throw new InvalidAnswer(`unexpected ${JSON.stringify(message)}`);
  const { code, message: text, details } = message.error;
  if (!Object.hasOwn(httpStatusByCode, code)) throw new InvalidAnswer(`unknown code ${code}`);
  if (
    httpStatusByCode[code] >= 500 ||
    typeof text !== "string" ||
    text.length > 1000 ||
    /\bat .*\.ts:/.test(text)
  )
    throw new InvalidAnswer(JSON.stringify(message));
  if (!isPlain(details ?? {})) throw new InvalidAnswer(`details ${JSON.stringify(details)}`);
}

function isPlain(detail: unknown): boolean {
  if (detail === null || ["string", "number", "boolean"].includes(typeof detail)) return true;
  if (typeof detail !== "object" || Object.getPrototypeOf(detail) !== Object.prototype) return false;
  return Object.values(detail).every(isPlain);
}

/** @throws InvalidAnswer if the value does not have the shape that the operation or cursor returns */
export function checkValue(name: string, value: unknown): void {
  if (name === "delete") {
    if (value !== undefined) throw new InvalidAnswer("delete returned a value");
  } else if (name === "appendAll") {
    for (const each of value as unknown[]) checkShape(name, result, each);
  } else if (name === "list") {
    for (const stream of (value as { streams: unknown[] }).streams) checkShape("list", info, stream);
  } else checkShape(name, shapeOf[name]!, value);
}

function checkShape(name: string, shape: Shape, value: unknown): void {
  for (const [key, check] of Object.entries(shape)) {
    const member = (value as Record<string, unknown> | null)?.[key];
    if (!check(member)) throw new InvalidAnswer(`${name}: ${key} is ${String(member)}`);
  }
}
