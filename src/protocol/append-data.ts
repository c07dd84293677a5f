import { StreamError } from "./errors.ts";

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

/** Where the arguments of an operation hold the data of messages: the second argument, or its member `data`. */
export function placeOfData(operation: string): "argument" | "options" | undefined {
  switch (operation) {
    case "append":
      return "argument";
    case "create":
    case "ensure":
      return "options";
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
