/** Messages to append together. */
export interface Batch {
  readonly messages: Uint8Array[];
  readonly bytes: number;
}

/** Limits of one append: a window may not send much more at once. */
const maxMessages = 1000;
const maxBytes = 256 * 1024;

/**
 * Joins messages to batches; a message above the limit is a batch by itself. An empty group, which marks a pause of the
 * input, ends a batch. If the input fails, what came before is a last batch.
 */
export async function* inBatches(
  groups: AsyncIterable<Uint8Array[]>,
): AsyncGenerator<Batch, void, undefined> {
  let messages: Uint8Array[] = [];
  let bytes = 0;

  function* flush(): Generator<Batch> {
    if (messages.length === 0) return;
    const batch = { messages, bytes };
    messages = [];
    bytes = 0;
    yield batch;
  }

  let failure: { readonly error: unknown } | undefined;
  try {
    for await (const group of groups) {
      if (group.length === 0) yield* flush();
      for (const message of group) {
        if (messages.length === maxMessages || bytes + message.length > maxBytes) yield* flush();
        messages.push(message);
        bytes += message.length;
      }
    }
  } catch (error) {
    failure = { error };
  }
  yield* flush();
  if (failure) throw failure.error;
}
