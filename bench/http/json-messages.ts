export const jsonType = "application/json";

/** A small JSON message that holds its number. */
export function jsonMessage(n: number): string {
  return `{"n":${n},"event":"order.placed"}`;
}

/** @throws if these are not the messages `0`, `1`, … `count - 1` */
export function checkJsonMessages(messages: readonly unknown[], count: number): void {
  if (messages.length !== count) throw new Error(`expected ${count} messages, got ${messages.length}`);
  messages.forEach((message, i) => {
    if ((message as { n: number }).n !== i)
      throw new Error(`expected message ${i}, got ${JSON.stringify(message)}`);
  });
}
