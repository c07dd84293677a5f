import { createDebug } from "../../debug/index.ts";
import { StreamError } from "../../protocol/errors.ts";

/** Debug output of the server's side of ports. Each line begins with the port's label. */
export const debug = createDebug("electron-durable-streams:ipc");

/** Prints a failure in one line, and an unexpected one with its stack. */
export function debugFailure(label: string, operation: string, subject: unknown, error: unknown): void {
  const isExpected = error instanceof StreamError && error.code !== "STORE_FAILED";
  const reason = isExpected ? `${error.code}, ${error.message}` : error;
  debug(`%s: %s of %o failed: ${isExpected ? "%s" : "%O"}`, label, operation, subject, reason);
}
