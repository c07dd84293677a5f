import { StreamError } from "../../../protocol/errors.ts";

/**
 * The options that a window sent, as an object that can be spread. The store checks its members.
 *
 * @throws StreamError `BAD_REQUEST`
 */
export function optionsFrom(value: unknown): object {
  if (value === undefined) return {};
  if (typeof value === "object" && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value))
    return value;
  throw new StreamError("BAD_REQUEST", "options must be an object");
}

/** Caps the `limitBytes` of a page of messages at `maxBytes`. */
export function boundedPage<T extends object>(options: T, maxBytes: number): T & { limitBytes?: number } {
  const { limitBytes } = options as { limitBytes?: number };
  return Number.isSafeInteger(limitBytes) && limitBytes! > maxBytes
    ? { ...options, limitBytes: maxBytes }
    : options;
}
