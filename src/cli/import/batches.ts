/** Messages to append together. */
export interface Batch {
  readonly messages: Buffer[];
  readonly bytes: number;
}

const maxMessages = 1000;
const maxBytes = 1024 * 1024;

/**
 * Identifies how an input is cut into batches. It is part of the producer's id, because the store counts batches: an
 * import that began with other batches must not continue with these.
 */
export const batchingName = "lines-1000-1m";

/** Cuts messages into batches that depend only on their content; a message above the limit is a batch by itself. */
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
