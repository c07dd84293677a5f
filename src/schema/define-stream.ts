import { defaultContentType, isJsonContentType } from "../protocol/content-type.ts";
import { StreamError } from "../protocol/errors.ts";
import type { OnInvalid, ReferenceDetails, StreamReference } from "../protocol/definitions/reference.ts";
import type { InputOf, OutputOf, StandardSchema } from "../protocol/definitions/standard-schema.ts";
import type { CreateOptions } from "../protocol/stream.ts";
import { PathPattern } from "./pattern.ts";

/** The names of the parameters in a pattern. */
export type ParameterName<Pattern extends string> = string extends Pattern
  ? string
  : Pattern extends `${infer Head}/${infer Rest}`
    ? ParameterName<Head> | ParameterName<Rest>
    : Pattern extends `:${infer Name}`
      ? Name
      : never;

/** The parameters of a pattern: `{ notebook: string }` for `notes/:notebook`. */
export type ParametersOf<Pattern extends string> = { readonly [Name in ParameterName<Pattern>]: string };

/** Any definition, whatever its parameters and messages are. */
export interface AnyStreamDefinition {
  readonly pattern: string;
  /** For this package. */
  readonly "~stream": ReferenceDetails<unknown, unknown>;
}

/** A kind of stream. Call it with the parameters of its pattern to get a reference to one. */
export type StreamDefinition<
  Pattern extends string = string,
  Input = unknown,
  Output = Input,
> = CallableDefinition<Pattern, Input, Output> &
  // Without parameters there is one stream, and the definition is a reference to it.
  (string extends Pattern
    ? StreamReference<Input, Output>
    : [ParameterName<Pattern>] extends [never]
      ? StreamReference<Input, Output>
      : unknown);

/** A definition: called with its parameters, it returns a reference. */
export interface CallableDefinition<Pattern extends string, Input, Output> extends AnyStreamDefinition {
  /**
   * Returns a reference to the stream with these parameters. A parameter is one segment of the path, whatever it contains:
   * `/`, `%` and control characters are percent-encoded.
   *
   * @throws StreamError `BAD_REQUEST` if a parameter is missing, unknown, empty or no string, or if the path is too long
   */
  (
    ...parameters: string extends Pattern
      ? [parameters?: ParametersOf<Pattern>]
      : [ParameterName<Pattern>] extends [never]
        ? []
        : [parameters: ParametersOf<Pattern>]
  ): StreamReference<Input, Output>;
  readonly pattern: Pattern;
  readonly "~stream": ReferenceDetails<Input, Output>;
  /** The parameters with which the definition gives a path; undefined if it gives the path with none. */
  match(path: string): ParametersOf<Pattern> | undefined;
}

/** What the streams of a definition have in common. */
export interface StreamDefinitionOptions<Output = unknown> extends Pick<
  CreateOptions,
  "ttlSeconds" | "expiresAt" | "retention"
> {
  /** `application/json` by default. */
  readonly contentType?: string;
  /** What readers do with a message that does not fit the schema; `"error"` by default. Needs a schema. */
  readonly onInvalid?: OnInvalid<Output>;
}

/** The options of a definition with a schema. */
export interface SchemaOptions<Schema extends StandardSchema> extends StreamDefinitionOptions<
  OutputOf<Schema>
> {
  /**
   * Any [Standard Schema](https://standardschema.dev): zod, valibot, arktype and others. It has to be synchronous, and the
   * content type `application/json`. A store that knows the definition checks every append with it. What was appended is
   * stored; readers get the schema's output.
   */
  readonly schema: Schema;
}

const optionNames = ["schema", "onInvalid", "contentType", "ttlSeconds", "expiresAt", "retention"];

/**
 * Defines a kind of stream: a pattern of paths, the schema of its messages, and what its streams are created with. Write it
 * once, in a module that the main process and the windows import, and pass it to `openStreamStore({ streams: [...] })`.
 *
 * @param pattern a path in which segments may be parameters, such as `notes/:notebook`
 * @throws StreamError `BAD_REQUEST`
 * @example
 * ```ts
 * export const notes = defineStream("notes/:notebook", { schema: noteEvent });
 * await store.append(notes({ notebook: "home" }), { type: "added", text: "Hi" });
 * ```
 */
export function defineStream<const Pattern extends string, Schema extends StandardSchema>(
  pattern: Pattern,
  options: SchemaOptions<Schema>,
): StreamDefinition<Pattern, InputOf<Schema>, OutputOf<Schema>>;
/** The same without a schema: `Data` is the type of its messages, which nothing checks. */
export function defineStream<Data = unknown, const Pattern extends string = string>(
  pattern: Pattern,
  options?: StreamDefinitionOptions<Data> & { readonly schema?: undefined },
): StreamDefinition<Pattern, Data>;
export function defineStream(
  pattern: string,
  options: StreamDefinitionOptions & { readonly schema?: StandardSchema | undefined } = {},
): StreamDefinition {
  const paths = new PathPattern(pattern);
  checkOptions(pattern, options);
  const { schema, onInvalid = "error", contentType = "application/json", ...others } = options;
  const details: ReferenceDetails = { pattern, schema, onInvalid, create: { contentType, ...others } };
  const reference = (parameters?: unknown): StreamReference => ({
    path: paths.path(parameters),
    "~stream": details,
  });
  const definition = Object.assign(reference, {
    pattern,
    "~stream": details,
    match: (path: string) => paths.parameters(path),
    ...(!paths.hasParameters && { path: pattern }),
  });
  return definition as StreamDefinition;
}

/** Whether a value was made by `defineStream`, of any copy of this package. */
export function isStreamDefinition(value: unknown): value is AnyStreamDefinition {
  return typeof value === "function" && "~stream" in value && "pattern" in value;
}

function checkOptions(
  pattern: string,
  options: StreamDefinitionOptions & { readonly schema?: StandardSchema | undefined },
): void {
  if (typeof options !== "object" || options === null || "~standard" in options)
    throw bad(pattern, "the options must be an object: pass a schema as { schema }");
  const unknown = Object.keys(options).find((name) => !optionNames.includes(name));
  if (unknown !== undefined) throw bad(pattern, `unknown option ${JSON.stringify(unknown)}`);
  const { schema, onInvalid, contentType = "application/json" } = options;
  if (schema !== undefined && typeof schema?.["~standard"]?.validate !== "function")
    throw bad(pattern, "schema must be a Standard Schema, such as a schema of zod, valibot or arktype");
  if (onInvalid !== undefined && !isOnInvalid(onInvalid))
    throw bad(pattern, 'onInvalid must be "error", "skip" or a function');
  if (onInvalid !== undefined && !schema) throw bad(pattern, "onInvalid needs a schema");
  if (typeof contentType !== "string")
    throw bad(pattern, `contentType must be a MIME type such as ${defaultContentType}`);
  if (schema && !isJsonContentType(contentType))
    throw bad(pattern, `schema needs contentType "application/json", not ${JSON.stringify(contentType)}`);
}

function isOnInvalid(value: unknown): boolean {
  return value === "error" || value === "skip" || typeof value === "function";
}

function bad(pattern: string, problem: string): StreamError {
  return new StreamError("BAD_REQUEST", `defineStream(${JSON.stringify(pattern)}): ${problem}`);
}
