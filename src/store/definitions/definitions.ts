import { withDefinedOptions } from "../../protocol/definitions/arguments.ts";
import type { MessageIssue, ReferenceDetails } from "../../protocol/definitions/reference.ts";
import { StreamError } from "../../protocol/errors.ts";
import { parseJsonBytes } from "../../protocol/json-bytes.ts";
import { sameContentType } from "../../protocol/media-type.ts";
import type { CreateOptions } from "../../protocol/stream.ts";
import { isStreamDefinition, type AnyStreamDefinition } from "../../schema/define-stream.ts";
import { PathPattern } from "../../schema/pattern.ts";
import { describeIssues, validate } from "../../schema/validate.ts";
import { checkCreateOptions } from "../operations/create/check-options.ts";

interface Definition extends ReferenceDetails {
  readonly paths: PathPattern;
  readonly expression: RegExp;
}

/** The most paths for which it is remembered which definition they match. */
const maxKnown = 10_000;
/** The most places of invalid messages that an error lists. */
const maxPositions = 1000;

/** The definitions that a store knows: what the streams that match them are created with, and what they accept. */
export class Definitions {
  readonly #all: readonly Definition[];
  readonly #known = new Map<string, Definition | null>();
  /** How many messages readers could not read with their schema. */
  invalidMessages = 0;

  /** @throws StreamError `BAD_REQUEST`, also if two of them match one path */
  constructor(given: readonly AnyStreamDefinition[] = []) {
    const all = new Set(given.map((definition) => definition["~stream"]));
    this.#all = Array.from(all, prepare);
    for (const [index, one] of this.#all.entries()) {
      const other = this.#all.slice(0, index).find(({ paths }) => paths.overlaps(one.paths));
      if (!other) continue;
      throw new StreamError(
        "BAD_REQUEST",
        `the definitions ${JSON.stringify(other.pattern)} and ${JSON.stringify(one.pattern)} match the same paths: pass one of them, or change a pattern`,
      );
    }
  }

  /** The options of a new stream at a path that matches a definition; undefined for any other path. */
  optionsOf(path: string): CreateOptions | undefined {
    return this.#find(path)?.create;
  }

  /**
   * The options to create a stream with, as given and otherwise as defined.
   *
   * @throws StreamError `CONTENT_TYPE_MISMATCH`
   */
  optionsFor(path: string, given: CreateOptions): CreateOptions {
    const definition = this.#find(path);
    if (!definition) return given;
    const options = withDefinedOptions(definition.create, given);
    assertContentType(definition, path, options.contentType!);
    return options;
  }

  /**
   * Checks the messages of an append to a path, encoded as they will be stored.
   *
   * @throws StreamError `INVALID`, `CONTENT_TYPE_MISMATCH`; `BAD_REQUEST` if the schema is asynchronous
   */
  check(
    { path, contentType }: { readonly path: string; readonly contentType: string },
    messages: readonly Uint8Array[],
  ): void {
    const definition = this.#find(path);
    if (!definition) return;
    assertContentType(definition, path, contentType);
    if (!definition.schema) return;
    const invalid = invalidIn(definition, messages);
    if (!invalid) return;
    const { issues, positions } = invalid;
    const place = messages.length === 1 ? "" : `data[${positions[0]}]: `;
    const { pattern } = definition;
    throw new StreamError(
      "INVALID",
      `${place}the message does not fit the definition ${JSON.stringify(pattern)} of stream ${JSON.stringify(path)}: ${describeIssues(issues)}`,
      { issues, positions },
    );
  }

  #find(path: string): Definition | undefined {
    if (this.#all.length === 0) return undefined;
    const known = this.#known.get(path);
    if (known !== undefined) return known ?? undefined;
    const found = this.#all.find(({ expression }) => expression.test(path));
    if (this.#known.size >= maxKnown) this.#known.clear();
    this.#known.set(path, found ?? null);
    return found;
  }
}

/** The issues of the first message that does not fit, and the places of all that do not. */
function invalidIn(
  definition: Definition,
  messages: readonly Uint8Array[],
): { readonly issues: readonly MessageIssue[]; readonly positions: readonly number[] } | undefined {
  let issues: readonly MessageIssue[] | undefined;
  const positions: number[] = [];
  for (let position = 0; position < messages.length && positions.length < maxPositions; position++) {
    const validated = validate(definition, parseJsonBytes(messages[position]!));
    if ("value" in validated) continue;
    issues ??= validated.issues;
    positions.push(position);
  }
  return issues && { issues, positions };
}

export function isListOfDefinitions(value: unknown): boolean {
  return Array.isArray(value) && value.every(isStreamDefinition);
}

function prepare(details: ReferenceDetails): Definition {
  try {
    checkCreateOptions(details.create);
  } catch (error) {
    if (!(error instanceof StreamError)) throw error;
    throw new StreamError(error.code, `the definition ${JSON.stringify(details.pattern)}: ${error.message}`);
  }
  const paths = new PathPattern(details.pattern);
  return { ...details, paths, expression: paths.expression };
}

function assertContentType({ create, pattern }: Definition, path: string, contentType: string): void {
  if (contentType === create.contentType || sameContentType(contentType, create.contentType)) return;
  throw new StreamError(
    "CONTENT_TYPE_MISMATCH",
    `stream ${JSON.stringify(path)} has content type ${contentType}, but its definition ${JSON.stringify(pattern)} says ${create.contentType}`,
  );
}
