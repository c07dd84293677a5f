import { StreamError } from "../errors.ts";
import type { Offset } from "../offset.ts";
import type { Retention } from "./retention.ts";
import type { StandardSchema } from "./standard-schema.ts";

/** A stream and the types of its messages: what a definition returns when it is called. Use it anywhere a path is accepted. */
export interface StreamReference<Input = unknown, Output = Input> {
  readonly path: string;
  /** The stream's definition. For this package. */
  readonly "~stream": ReferenceDetails<Input, Output>;
}

/**
 * A stream: its path, or a reference to it. `Input` is what can be appended, `Output` what readers get; `unknown` for a path.
 */
export type StreamTarget<Input = unknown, Output = unknown> = string | StreamReference<Input, Output>;

/** What a reference knows of its definition. */
export interface ReferenceDetails<Input = unknown, Output = Input> {
  readonly pattern: string;
  readonly schema: StandardSchema<unknown, Output> | undefined;
  readonly onInvalid: OnInvalid<Output>;
  /** What streams are created with. */
  readonly create: DefinedOptions;
  /** For the compiler alone; never set. */
  readonly types?: { readonly input: Input; readonly output: Output };
}

/** What a definition says about its streams. */
export interface DefinedOptions {
  readonly contentType: string;
  readonly ttlSeconds?: number;
  readonly expiresAt?: Date;
  readonly retention?: Retention;
}

/**
 * What a reader does with a message that does not fit its schema. `"error"`: reading stops before the message, and then fails
 * with `INVALID`. `"skip"` leaves the message out. A function returns what is read in its place; `undefined` leaves it out.
 */
export type OnInvalid<Output = unknown> =
  | "error"
  | "skip"
  | ((message: InvalidMessage) => Output | undefined);

/** A message that does not fit the schema of its stream. */
export interface InvalidMessage {
  readonly path: string;
  /** The position after the message. */
  readonly offset: Offset;
  /** The message as it is stored. */
  readonly data: unknown;
  readonly issues: readonly MessageIssue[];
}

/** What is wrong with a message: plain data. */
export type MessageIssue = {
  readonly message: string;
  /** The names and indexes that lead to the value within the message; empty for the message itself. */
  readonly path: readonly (string | number)[];
};

/**
 * The path of a stream. A value that is neither a path nor a reference is returned as it is: the store refuses it.
 *
 * @throws StreamError `BAD_REQUEST` for a definition that was not called with its parameters
 */
export function pathOf(target: StreamTarget): string {
  if (typeof target === "string" || !hasDetails(target)) return target;
  if (typeof target.path === "string") return target.path;
  throw new StreamError(
    "BAD_REQUEST",
    `the definition ${JSON.stringify(target["~stream"].pattern)} has parameters: call it with them to get a stream`,
  );
}

export function isReference(value: unknown): boolean {
  return hasDetails(value as StreamTarget);
}

/** The definition of a stream that was given as a reference. */
export function detailsOf<Output>(
  target: StreamTarget<unknown, Output>,
): ReferenceDetails<unknown, Output> | undefined {
  return hasDetails(target) ? target["~stream"] : undefined;
}

/** Whether a value is a reference or a definition, of any copy of this package. */
function hasDetails<Output>(value: StreamTarget<unknown, Output>): value is StreamReference<unknown, Output> {
  const isObject = (typeof value === "object" && value !== null) || typeof value === "function";
  return (
    isObject &&
    typeof (value as { readonly "~stream"?: unknown })["~stream"] === "object" &&
    value["~stream"] !== null
  );
}
