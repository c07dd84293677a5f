export const jsonType = "application/json";

/** A small JSON message, with its number. */
export function jsonMessage(n: number): string {
  return `{"n":${n},"event":"order.placed"}`;
}

/** @throws if these are not the messages `0`, `1`, … `count - 1` */
export function checkJsonMessages(messages: readonly unknown[], count: number): void {
  if (messages.length !== count) throw new Error(`${count} messages were expected, ${messages.length} came`);
  messages.forEach((message, i) => {
    if ((message as { n: number }).n !== i) throw new Error(`message ${i} is ${JSON.stringify(message)}`);
  });
}
