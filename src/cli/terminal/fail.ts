import { StreamError } from "../../protocol/errors.ts";

export const commandName = "electron-durable-streams";

/**
 * Prints in one line why the command failed, and the issues of a refused message on a line each. The process exits with
 * `exitCode` when it has nothing left to do.
 */
export function fail(error: unknown, exitCode = 1): void {
  console.error([failureLine(error), ...issueLines(error)].join("\n"));
  process.exitCode = exitCode;
}

/** The message, without a stack, and the stable code that scripts can look for. */
export function failureLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof StreamError ? ` (${error.code})` : "";
  return `${commandName}: ${message.replaceAll(/\s*\n\s*/g, " ")}${code}`;
}

/** What a schema has found in messages, as `details.issues` of `INVALID` has it. */
function issueLines(error: unknown): string[] {
  const issues: unknown = error instanceof StreamError ? error.details["issues"] : undefined;
  if (!Array.isArray(issues)) return [];
  return (issues as readonly { readonly message?: unknown; readonly path?: unknown }[]).map(
    ({ message, path }) => {
      const place = Array.isArray(path) ? path.join(".") : path;
      return `  ${typeof place === "string" && place !== "" ? `${place}: ` : ""}${String(message)}`;
    },
  );
}
