import { pathOf } from "./definitions/reference.ts";
import { StreamError } from "./errors.ts";
import type { AppendEntry } from "./stream.ts";

/**
 * The JSON text of a value, taken when the value was appended. It has this one member because it crosses ports as
 * `{ json }`: text is faster to clone than the value, and is what will be stored.
 */
export class JsonText {
  readonly json: string;

  constructor(json: string) {
    this.json = json;
  }
}

/**
 * Where the arguments of an operation hold the data of messages: the second argument, its member `data`, or the member `data`
 * of each entry of the first one.
 */
export function placeOfData(operation: string): "argument" | "options" | "entries" | undefined {
  switch (operation) {
    case "append":
      return "argument";
    case "create":
    case "ensure":
      return "options";
    case "appendAll":
      return "entries";
    default:
      return undefined;
  }
}

/**
 * Takes what an append was given, before the caller can change it, where the stream's content type is not known yet:
 * strings and bytes may be text or JSON, anything else is what `JSON.stringify` makes of it.
 *
 * @throws StreamError `BAD_REQUEST` for what has no JSON form
 */
export function takeData(data: unknown, copy: (bytes: Uint8Array) => Uint8Array): unknown {
  // Not `map`, which would skip the holes of a sparse array.
  return Array.isArray(data)
    ? Array.from(data, (message, position) => takeMessage(message, copy, position))
    : takeMessage(data, copy);
}

/** The JSON text of a value. `position` is its place in a batch. @throws StreamError `BAD_REQUEST` */
export function toJsonText(value: unknown, position?: number): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (error) {
    throw badMessage(`the value cannot be converted to JSON: ${firstLine(error)}`, position);
  }
  if (text === undefined)
    throw badMessage(`a value of type ${typeof value} cannot be converted to JSON`, position);
  return text;
}

/** Whether data is a `Uint8Array`, also one from another frame, whose class is another one. */
export function isBytes(data: unknown): data is Uint8Array {
  if (data instanceof Uint8Array) return true;
  return ArrayBuffer.isView(data) && Object.prototype.toString.call(data) === "[object Uint8Array]";
}

/** The error about one message; in a batch, the text begins with its place. */
export function badMessage(problem: string, position: number | undefined): StreamError {
  return new StreamError("BAD_REQUEST", position === undefined ? problem : `data[${position}]: ${problem}`);
}

export function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split("\n", 1)[0]!;
}

function takeMessage(message: unknown, copy: (bytes: Uint8Array) => Uint8Array, position?: number): unknown {
  switch (typeof message) {
    case "string":
    case "number":
    case "boolean":
      return message;
    default:
      if (message === null || message instanceof JsonText) return message;
      return isBytes(message) ? copy(message) : new JsonText(toJsonText(message, position));
  }
}

/** An entry with the path of its stream. */
export interface CheckedEntry extends AppendEntry {
  readonly path: string;
}

/** The most appends of one `appendAll`. */
export const maxEntries = 1000;
const entryMembers = ["path", "data", "options"];

/**
 * The argument of `appendAll` as an array of its own, with paths in place of references. The data and options in it are not checked.
 *
 * @throws StreamError `BAD_REQUEST`, `TOO_LARGE`
 */
export function checkEntries(appends: unknown): CheckedEntry[] {
  if (!Array.isArray(appends))
    throw new StreamError("BAD_REQUEST", "appendAll takes an array of { path, data, options }");
  // Checked before the elements: a sparse array can claim a huge length.
  if (appends.length > maxEntries)
    throw new StreamError("TOO_LARGE", `more than ${maxEntries} appends in one appendAll: split it`);
  return Array.from(appends as unknown[], (entry, index) => aboutEntry(index, () => checkEntry(entry)));
}

/** Runs what concerns one append of an `appendAll`: an error says which. */
export function aboutEntry<T>(index: number, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof StreamError)) throw error;
    throw new StreamError(error.code, `appends[${index}]: ${error.message}`, { ...error.details, index });
  }
}

function checkEntry(entry: unknown): CheckedEntry {
  if (typeof entry !== "object" || entry === null || Array.isArray(entry) || ArrayBuffer.isView(entry))
    throw new StreamError("BAD_REQUEST", "an append must be an object with path, data and options");
  const { path: target, data, options } = entry as AppendEntry;
  const path = pathOf(target);
  const unknown = Object.keys(entry).find((name) => !entryMembers.includes(name));
  if (unknown !== undefined)
    throw new StreamError(
      "BAD_REQUEST",
      `unknown member ${JSON.stringify(unknown)}: pass path, data and options`,
    );
  if (typeof path !== "string") throw new StreamError("BAD_REQUEST", "the path must be a string");
  return { path, data, ...(options !== undefined && { options }) };
}
