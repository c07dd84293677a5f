import { StreamError } from "../../../protocol/errors.ts";

/**
 * What a window sent as options, as far as it can be spread; the store checks what is in it.
 *
 * @throws StreamError `BAD_REQUEST`
 */
export function optionsFrom(value: unknown): object {
  if (value === undefined) return {};
  if (typeof value === "object" && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value))
    return value;
  throw new StreamError("BAD_REQUEST", "options must be an object");
}

/** Options for a page of messages: it is never larger than `maxBytes`, also where it was asked to be. */
export function boundedPage<T extends object>(options: T, maxBytes: number): T & { limitBytes?: number } {
  const { limitBytes } = options as { limitBytes?: number };
  return Number.isSafeInteger(limitBytes) && limitBytes! > maxBytes
    ? { ...options, limitBytes: maxBytes }
    : options;
}
