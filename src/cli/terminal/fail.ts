import { StreamError } from "../../protocol/errors.ts";

export const commandName = "electron-durable-streams";

/** Says in one line why the command failed; the process ends with `exitCode` when its work is done. */
export function fail(error: unknown, exitCode = 1): void {
  console.error(failureLine(error));
  process.exitCode = exitCode;
}

/** Never a stack: what went wrong, and the code that scripts can look for. */
export function failureLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof StreamError ? ` (${error.code})` : "";
  return `${commandName}: ${message.replaceAll(/\s*\n\s*/g, " ")}${code}`;
}
