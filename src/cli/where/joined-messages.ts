const comma = 0x2c;

/** Messages in one buffer, as a page has them: those of JSON with a comma between each two. */
export function joinMessages(messages: readonly Uint8Array[], json: boolean) {
  const commas = json ? Math.max(0, messages.length - 1) : 0;
  const data = new Uint8Array(messages.reduce((sum, { length }) => sum + length, commas));
  let end = 0;
  for (const message of messages) {
    if (json && end > 0) data[end++] = comma;
    data.set(message, end);
    end += message.length;
  }
  return { json, data, lengths: Uint32Array.from(messages, ({ length }) => length) };
}
