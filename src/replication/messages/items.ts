import { startOffset } from "../../store/index.ts";
import { ReplicationFailure } from "../remote/failure.ts";
import type { Answer } from "../remote/read-answers.ts";
import { JsonArraySplitter, type OversizedElement } from "./json-array-splitter.ts";

/** A part of a stream's content that a response holds: a message of JSON; otherwise any number of bytes. */
export type Item = Uint8Array | OversizedElement;

/**
 * The largest JSON message that is held in memory, in bytes: the largest `maxMessageBytes` of a store. Byte streams have no
 * such limit, because they are transferred in parts.
 */
const maxJsonMessageBytes = 512 * 1024 * 1024;

/**
 * The items of an answer, as they arrive. Holds no more than one chunk, and a message that is not complete yet.
 *
 * @throws ReplicationFailure `UNREACHABLE` if the body was cut off, as far as it shows; `SERVER_ERROR` if it is no array
 */
export async function* itemsIn(
  answer: Answer,
  json: boolean,
): AsyncGenerator<readonly Item[], void, undefined> {
  const splitter = json ? new JsonArraySplitter(maxJsonMessageBytes) : undefined;
  let bytes = 0;
  for await (const chunk of answer.body) {
    bytes += chunk.length;
    const items = splitter ? splitter.push(chunk) : chunk.length > 0 ? [chunk] : [];
    if (items.length > 0) yield items;
  }
  if (bytes > 0) splitter?.end();
  else if (isCutOff(answer, json)) throw new ReplicationFailure("UNREACHABLE", "the response has no content");
}

/**
 * Whether an answer without content must have had some: its offset has moved. A connection that is closed before the first
 * byte looks like an empty body if the length was not announced.
 */
function isCutOff({ from, offset, hasBody }: Answer, json: boolean): boolean {
  // A byte stream may be empty: then the offset is that of its start. JSON has at least the brackets.
  return hasBody && offset !== from && (json || from !== startOffset);
}
