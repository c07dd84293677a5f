import { pathOf, type StreamTarget } from "./definitions/reference.ts";
import { StreamError } from "./errors.ts";

/** The maximum length of a stream path, in bytes of UTF-8. */
export const maxPathBytes = 1024;

/** Reserved for the APIs of the protocol (PROTOCOL.md, section 6). */
export const reservedPrefix = "__ds/";

/**
 * Checks a stream path: 1 to 1,024 bytes of UTF-8; segments separated by `/`, none of them empty, `.` or `..`; no control
 * characters; not below `__ds/`.
 *
 * @throws StreamError `BAD_REQUEST`
 */
export function assertStreamPath(path: unknown): asserts path is string {
  if (typeof path !== "string")
    throw new StreamError("BAD_REQUEST", `stream path must be a string, not ${typeof path}`);
  const problem = findProblem(path);
  if (problem !== undefined)
    throw new StreamError("BAD_REQUEST", `stream path ${excerptOf(path)} ${problem}`);
}

/**
 * Checks the prefix of a listing: any text that a stream path could start with, including `""`.
 *
 * @throws StreamError `BAD_REQUEST`
 */
export function assertPathPrefix(prefix: unknown, name = "prefix"): asserts prefix is string {
  if (typeof prefix !== "string")
    throw new StreamError("BAD_REQUEST", `${name} must be a string, not ${typeof prefix}`);
  const problem = findTextProblem(prefix);
  if (problem !== undefined) throw new StreamError("BAD_REQUEST", `${name} ${excerptOf(prefix)} ${problem}`);
}

/** Whether a path belongs to the APIs of the protocol. */
export function isReservedPath(path: string): boolean {
  return path === "__ds" || path.startsWith(reservedPrefix);
}

/** A path or pattern without slashes at its ends. @throws StreamError `BAD_REQUEST` */
export function normalPath(target: StreamTarget): string {
  const path = pathOf(target);
  const normal = typeof path === "string" ? withoutOuterSlashes(path) : path;
  assertStreamPath(normal);
  return normal;
}

function findProblem(path: string): string | undefined {
  if (path === "") return "is empty";
  const problem = findTextProblem(path);
  if (problem !== undefined) return problem;
  if (isReservedPath(path)) return 'is reserved: "__ds" and everything below it';
  for (const segment of path.split("/")) {
    if (segment === "") return 'has an empty segment: it must not contain "//", or begin or end with "/"';
    if (segment === "." || segment === "..") return `has a "${segment}" segment, which is not allowed`;
  }
  return undefined;
}

function findTextProblem(text: string): string | undefined {
  if (isTooLong(text)) return `is longer than ${maxPathBytes} bytes of UTF-8`;
  if (!isText(text)) return "has control characters or lone surrogates, which are not allowed";
  return undefined;
}

function isTooLong(text: string): boolean {
  // A UTF-16 code unit takes at most three bytes of UTF-8, so most paths need no counting.
  if (text.length * 3 <= maxPathBytes) return false;
  return text.length > maxPathBytes || utf8Length(text) > maxPathBytes;
}

function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

function isText(text: string): boolean {
  return !/\p{Cc}|\p{Cs}/u.test(text);
}

const excerptLength = 80;

function excerptOf(path: string): string {
  return JSON.stringify(path.length > excerptLength ? `${path.slice(0, excerptLength)}…` : path);
}

/** Not a regular expression, which would take quadratic time for many slashes. */
function withoutOuterSlashes(path: string): string {
  let start = 0;
  let end = path.length;
  while (path[start] === "/") start++;
  while (end > start && path[end - 1] === "/") end--;
  return path.slice(start, end);
}
