import { StreamError } from "../protocol/errors.ts";

/** A test of a value, and the end of the sentence "must be …" for when it fails. */
export type OptionCheck = readonly [test: (value: unknown) => boolean, expected: string];

/**
 * Checks the options object of a caller: its type, its names (a misspelled option must not be ignored) and its values.
 * `undefined` counts as left out.
 *
 * @param what the operation, which begins the text of the error
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
      throw new StreamError("BAD_REQUEST", `${what}: ${name} must be ${check[1]}${butIs(value)}`);
    }
  }
}

/** Numbers and the like are short, and never secret as strings and objects may be. */
function butIs(value: unknown): string {
  const isShown = value === null || typeof value === "number" || typeof value === "boolean";
  return isShown ? `, not ${value}` : "";
}

export const isSignal: OptionCheck = [(value) => value instanceof AbortSignal, "an AbortSignal"];

export const isFunction: OptionCheck = [(value) => typeof value === "function", "a function"];

export const isBoolean: OptionCheck = [(value) => typeof value === "boolean", "true or false"];

export const isObject: OptionCheck = [(value) => typeof value === "object" && value !== null, "an object"];

export const isString: OptionCheck = [(value) => typeof value === "string", "a string"];

export function isStringOfLength(min: number, max: number): OptionCheck {
  return [
    (value) => typeof value === "string" && value.length >= min && value.length <= max,
    min === 0 ? `a string of at most ${max} characters` : `a string of ${min} to ${max} characters`,
  ];
}

export function isWholeNumber(min: number, max = Number.MAX_SAFE_INTEGER): OptionCheck {
  return [
    (value) => Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max,
    max === Number.MAX_SAFE_INTEGER
      ? `a whole number of at least ${min}`
      : `a whole number from ${min} to ${max}`,
  ];
}
