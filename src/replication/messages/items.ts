import { JsonArraySplitter, type OversizedElement } from "./json-array-splitter.ts";

/** A part of a stream's content that a response holds: a message of JSON; otherwise any number of bytes. */
export type Item = Uint8Array | OversizedElement;

/**
 * The largest JSON message that is held in memory, in bytes: the largest `maxMessageBytes` of a store. Byte streams have no
 * such limit, because they are transferred in parts.
 */
const maxJsonMessageBytes = 512 * 1024 * 1024;

/** The items of a response's body, as they arrive. Holds no more than one chunk, and a message that is not complete yet. */
export async function* itemsIn(
  body: AsyncIterable<Uint8Array>,
  json: boolean,
): AsyncGenerator<readonly Item[], void, undefined> {
  const splitter = json ? new JsonArraySplitter(maxJsonMessageBytes) : undefined;
  for await (const chunk of body) {
    const items = splitter ? splitter.push(chunk) : [chunk];
    if (items.length > 0) yield items;
  }
  splitter?.end();
}
