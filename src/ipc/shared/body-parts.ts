import { maxPartBytes } from "../../protocol/ipc/fetch.ts";

/** A body as the parts in which it crosses a port. Each has a buffer of its own: a view takes all of its buffer along. */
export async function* bodyParts(
  reader: ReadableStreamDefaultReader<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    if (!(value instanceof Uint8Array))
      throw new TypeError("the chunks of a body must be of type Uint8Array");
    if (value.byteLength <= maxPartBytes && value.byteLength === value.buffer.byteLength) {
      if (value.byteLength > 0) yield value;
      continue;
    }
    // `Uint8Array.prototype`: `slice` of a Node `Buffer` is a view.
    for (let start = 0; start < value.byteLength; start += maxPartBytes)
      yield Uint8Array.prototype.slice.call(value, start, start + maxPartBytes);
  }
}
