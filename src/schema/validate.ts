import { firstLine } from "../protocol/append-data.ts";
import { StreamError } from "../protocol/errors.ts";
import type { MessageIssue, ReferenceDetails } from "../protocol/definitions/reference.ts";
import type { SchemaIssue, SchemaResult } from "../protocol/definitions/standard-schema.ts";

/** The schema's output, or what is wrong with the value. */
export type Validated<Output> = { readonly value: Output } | { readonly issues: readonly MessageIssue[] };

/** Errors cross ports: a schema may find something wrong with each of a million values. */
const maxIssues = 20;
const maxTextLength = 500;
const maxDepth = 50;

/**
 * Checks a value with the schema of a definition. A schema that throws refuses the value.
 *
 * @throws StreamError `BAD_REQUEST` if the schema is asynchronous
 */
export function validate<Output>(
  { schema, pattern }: Pick<ReferenceDetails<unknown, Output>, "schema" | "pattern">,
  value: unknown,
): Validated<Output> {
  if (!schema) return { value: value as Output };
  let result: SchemaResult<Output> | Promise<SchemaResult<Output>>;
  try {
    result = schema["~standard"].validate(value);
    if (isSettled(result))
      return result.issues ? { issues: issuesOf(result.issues) } : { value: result.value };
  } catch (error) {
    return {
      issues: [{ message: `the schema threw: ${firstLine(error)}`.slice(0, maxTextLength), path: [] }],
    };
  }
  // Otherwise its rejection would be an unhandled one.
  Promise.resolve(result).catch(() => undefined);
  throw new StreamError(
    "BAD_REQUEST",
    `the schema of ${JSON.stringify(pattern)} returned a promise, and messages are checked within a commit, which cannot wait: use a schema without asynchronous parts (zod also returns one after a check or transform that threw)`,
  );
}

function isSettled<Output>(
  result: SchemaResult<Output> | Promise<SchemaResult<Output>>,
): result is SchemaResult<Output> {
  return typeof (result as { readonly then?: unknown }).then !== "function";
}

function issuesOf(issues: readonly SchemaIssue[]): MessageIssue[] {
  return issues.slice(0, maxIssues).map(({ message, path = [] }) => ({
    message: message.slice(0, maxTextLength),
    path: path.slice(0, maxDepth).map(keyOf),
  }));
}

function keyOf(segment: PropertyKey | { readonly key: PropertyKey }): string | number {
  const key = typeof segment === "object" ? segment.key : segment;
  return typeof key === "number" ? key : String(key).slice(0, maxTextLength);
}

/** The first issue, as part of an error's text. */
export function describeIssues([first, ...others]: readonly MessageIssue[]): string {
  if (!first) return "the schema refuses it";
  const place = first.path.length === 0 ? "" : `${first.path.join(".")}: `;
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  return `${place}${first.message}${more}`;
}
