import { StreamError } from "../protocol/errors.ts";

/**
 * A parameter as one segment of a path. What a segment cannot hold is percent-encoded: `/`, `%`, control characters, and the
 * dots of `.` and `..`. `unescapeSegment` reverses it.
 *
 * @throws StreamError `BAD_REQUEST` if it is empty, or not a string that UTF-8 can encode
 */
export function escapeSegment(value: unknown, name: string): string {
  const what = `the parameter ${JSON.stringify(name)}`;
  if (typeof value !== "string")
    throw new StreamError("BAD_REQUEST", `${what} must be a string, not ${typeof value}`);
  if (value === "") throw new StreamError("BAD_REQUEST", `${what} is empty: a path has no empty segments`);
  if (!value.isWellFormed()) throw new StreamError("BAD_REQUEST", `${what} contains a lone surrogate`);
  if (value === "." || value === "..") return value.replaceAll(".", "%2E");
  return value.replaceAll(/[%/]|\p{Cc}/gu, encodeURIComponent);
}

/** The parameter of a segment; undefined for a segment that `escapeSegment` never returns. */
export function unescapeSegment(segment: string): string | undefined {
  try {
    const value = decodeURIComponent(segment);
    return escapeSegment(value, "") === segment ? value : undefined;
  } catch {
    return undefined;
  }
}
