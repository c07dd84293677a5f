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
  if (typeof path !== "string") throw invalid("must be a string");
  const problem = findProblem(path);
  if (problem !== undefined) throw invalid(problem);
}

/**
 * Checks the prefix of a listing: any text that a stream path could start with, including `""`.
 *
 * @throws StreamError `BAD_REQUEST`
 */
export function assertPathPrefix(prefix: unknown, name = "prefix"): asserts prefix is string {
  if (typeof prefix !== "string") throw new StreamError("BAD_REQUEST", `${name} must be a string`);
  if (isTooLong(prefix) || !isText(prefix)) {
    throw new StreamError(
      "BAD_REQUEST",
      `${name} is not the start of a stream path: ${JSON.stringify(prefix.slice(0, 80))}`,
    );
  }
}

function findProblem(path: string): string | undefined {
  if (path === "") return "must not be empty";
  if (isTooLong(path)) return `must be at most ${maxPathBytes} bytes of UTF-8`;
  if (!isText(path)) return "must not hold control characters or lone surrogates";
  if (path === "__ds" || path.startsWith(reservedPrefix))
    return `must not be under the reserved ${reservedPrefix}`;
  for (const segment of path.split("/")) {
    if (segment === "") return 'must not hold an empty segment ("//", or "/" at an end)';
    if (segment === "." || segment === "..") return 'must not hold a "." or ".." segment';
  }
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

function invalid(problem: string): StreamError {
  return new StreamError("BAD_REQUEST", `stream path ${problem}`);
}
