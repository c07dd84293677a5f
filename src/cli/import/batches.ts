/** Messages that are appended together. */
export interface Batch {
  readonly messages: Buffer[];
  readonly bytes: number;
}

const maxMessages = 1000;
const maxBytes = 1024 * 1024;

/**
 * Names this way of cutting an input into batches. It is part of the producer's id: the store counts
 * batches, so an import that was begun with other batches must not be continued with these.
 */
export const batchingName = "lines-1000-1m";

/** Cuts messages into batches, depending on nothing but their content; a larger message goes alone. */
export async function* inBatches(groups: AsyncIterable<Buffer[]>): AsyncGenerator<Batch, void, undefined> {
  let messages: Buffer[] = [];
  let bytes = 0;
  for await (const group of groups) {
    for (const message of group) {
      if (messages.length === maxMessages || (messages.length > 0 && bytes + message.length > maxBytes)) {
        yield { messages, bytes };
        messages = [];
        bytes = 0;
      }
      messages.push(message);
      bytes += message.length;
    }
  }
  if (messages.length > 0) yield { messages, bytes };
}
