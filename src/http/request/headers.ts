import { StreamError } from "../../protocol/errors.ts";
import { isOffset, type Offset } from "../../protocol/offset.ts";
import type { Producer } from "../../protocol/stream.ts";

/** The protocol's own headers (PROTOCOL.md, section 13.2 registers them). */
export const headerNames = {
  nextOffset: "Stream-Next-Offset",
  previousOffset: "Stream-Previous-Offset",
  cursor: "Stream-Cursor",
  upToDate: "Stream-Up-To-Date",
  closed: "Stream-Closed",
  seq: "Stream-Seq",
  ttl: "Stream-TTL",
  expiresAt: "Stream-Expires-At",
  forkedFrom: "Stream-Forked-From",
  forkOffset: "Stream-Fork-Offset",
  forkSubOffset: "Stream-Fork-Sub-Offset",
  sseDataEncoding: "Stream-SSE-Data-Encoding",
  producerId: "Producer-Id",
  producerEpoch: "Producer-Epoch",
  producerSeq: "Producer-Seq",
  producerExpectedSeq: "Producer-Expected-Seq",
  producerReceivedSeq: "Producer-Received-Seq",
} as const;

/** For reading a request's headers: many times faster than mixed case if a Node server has received it. */
export const lowerCaseNames = Object.fromEntries(
  Object.entries(headerNames).map(([key, name]) => [key, name.toLowerCase()]),
) as { readonly [Key in keyof typeof headerNames]: Lowercase<(typeof headerNames)[Key]> };

/** Any other value than `true` counts as absent (PROTOCOL.md, section 4.1). */
export function isClosing(headers: Headers): boolean {
  return headers.get(lowerCaseNames.closed)?.toLowerCase() === "true";
}

/** @throws StreamError `BAD_REQUEST` */
export function ttlSecondsIn(headers: Headers): number | undefined {
  return wholeNumberIn(headers, "ttl");
}

/** @throws StreamError `BAD_REQUEST` */
export function forkSubOffsetIn(headers: Headers): number | undefined {
  return wholeNumberIn(headers, "forkSubOffset");
}

const rfc3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/i;

/** @throws StreamError `BAD_REQUEST` */
export function expiresAtIn(headers: Headers): Date | undefined {
  const text = headers.get(lowerCaseNames.expiresAt);
  if (text === null) return undefined;
  return timeIn(headerNames.expiresAt, text);
}

/** @throws StreamError `BAD_REQUEST` */
export function timeIn(name: string, text: string): Date {
  const date = new Date(text);
  if (rfc3339.test(text) && !Number.isNaN(date.getTime())) return date;
  throw new StreamError("BAD_REQUEST", `${name} must be an RFC 3339 timestamp, such as 2030-01-31T12:00:00Z`);
}

/**
 * The producer headers go together: all three or none (PROTOCOL.md, section 5.2.1).
 *
 * @throws StreamError `BAD_REQUEST`
 */
export function producerIn(headers: Headers): Producer | undefined {
  const id = headers.get(lowerCaseNames.producerId) ?? undefined;
  const epoch = wholeNumberIn(headers, "producerEpoch");
  const seq = wholeNumberIn(headers, "producerSeq");
  if (id === undefined && epoch === undefined && seq === undefined) return undefined;
  if (!id || epoch === undefined || seq === undefined) {
    throw new StreamError(
      "BAD_REQUEST",
      "Producer-Id, Producer-Epoch and Producer-Seq must be sent together, and not be empty",
    );
  }
  return { id, epoch, seq };
}

/**
 * The offset at which a conditional append expects the tail, which is one strong entity tag (RFC 9110, section 13.1.1).
 *
 * @throws StreamError `BAD_REQUEST`
 */
export function expectedOffsetIn(headers: Headers): Offset | undefined {
  const text = headers.get("if-match");
  if (text === null) return undefined;
  const [, offset] = /^"([^"]*)"$/.exec(text.trim()) ?? [];
  if (isOffset(offset)) return offset;
  throw new StreamError(
    "BAD_REQUEST",
    `If-Match must be one offset in double quotes, such as "000000001_00000000042"; lists, weak tags and * are not supported`,
  );
}

/** Accepts decimal digits without a sign or leading zeros, up to 2^53 - 1 (PROTOCOL.md, sections 5.1 and 5.2.1). */
function wholeNumberIn(headers: Headers, key: keyof typeof headerNames): number | undefined {
  const text = headers.get(lowerCaseNames[key]);
  if (text === null) return undefined;
  if (/^(0|[1-9]\d*)$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
  throw new StreamError("BAD_REQUEST", `${headerNames[key]} must be a whole number from 0 to 2^53 - 1`);
}
