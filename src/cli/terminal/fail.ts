import { StreamError } from "../../protocol/errors.ts";

export const commandName = "electron-durable-streams";

/** Prints in one line why the command failed; the process exits with `exitCode` when it has nothing left to do. */
export function fail(error: unknown, exitCode = 1): void {
  console.error(failureLine(error));
  process.exitCode = exitCode;
}

/** The message, without a stack, and the stable code that scripts can look for. */
export function failureLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof StreamError ? ` (${error.code})` : "";
  return `${commandName}: ${message.replaceAll(/\s*\n\s*/g, " ")}${code}`;
}
