import { expect } from "vitest";
import { StreamError, type StreamErrorCode, type StreamErrorDetails } from "../../src/protocol/errors.ts";

/** Expects the promise to reject with a `StreamError` of this code (and at least these details). */
export async function expectCode(
  promise: Promise<unknown>,
  code: StreamErrorCode,
  details: StreamErrorDetails = {},
): Promise<void> {
  const outcome = await promise.then(
    (value) => ({ resolvedWith: value }),
    (error: unknown) => error,
  );
  expectStreamError(outcome, code, details);
}

/** Expects the function to throw such an error. */
export function expectThrown(
  run: () => unknown,
  code: StreamErrorCode,
  details: StreamErrorDetails = {},
): void {
  let outcome: unknown;
  try {
    outcome = { returned: run() };
  } catch (error) {
    outcome = error;
  }
  expectStreamError(outcome, code, details);
}

function expectStreamError(outcome: unknown, code: StreamErrorCode, details: StreamErrorDetails): void {
  if (outcome instanceof Error && !(outcome instanceof StreamError)) throw outcome;
  expect(outcome).toBeInstanceOf(StreamError);
  expect(outcome).toMatchObject({ code, details });
}
