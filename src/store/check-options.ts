import { StreamError } from "../protocol/errors.ts";

/** A test, and how to end the sentence "must be …" when it fails. */
export type OptionCheck = readonly [test: (value: unknown) => boolean, expected: string];

/**
 * Checks an options object that came from outside: its type, its names (a misspelt option must not be
 * ignored) and its values; `undefined` counts as left out.
 *
 * @throws StreamError `BAD_REQUEST`
 */
export function checkOptions(
  what: string,
  options: unknown,
  checks: Readonly<Record<string, OptionCheck>>,
): void {
  if (options === undefined) return;
  if (
    typeof options !== "object" ||
    options === null ||
    Array.isArray(options) ||
    ArrayBuffer.isView(options)
  ) {
    throw new StreamError("BAD_REQUEST", `${what}: options must be an object`);
  }
  for (const [name, value] of Object.entries(options)) {
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
    if (!check) throw new StreamError("BAD_REQUEST", `${what}: unknown option ${JSON.stringify(name)}`);
    if (value !== undefined && !check[0](value)) {
      throw new StreamError("BAD_REQUEST", `${what}: ${name} must be ${check[1]}`);
    }
  }
}

export const isSignal: OptionCheck = [(value) => value instanceof AbortSignal, "an AbortSignal"];

export const isFunction: OptionCheck = [(value) => typeof value === "function", "a function"];

export const isBoolean: OptionCheck = [(value) => typeof value === "boolean", "true or false"];

export function isWholeNumber(min: number, max = Number.MAX_SAFE_INTEGER): OptionCheck {
  const expected = `a whole number from ${min} to ${max}`;
  return [
    (value) => Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max,
    expected,
  ];
}
