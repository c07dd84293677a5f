/** Bytes per message, unless a row uses another size. */
export const messageBytes = 100;

const digits = 10;
const filler = "abcdefghijklmnopqrstuvwxyz".repeat(4).slice(0, messageBytes - digits);

/** Makes distinct messages: each starts with its number. */
export function makeMessages(count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, i) => makeMessage(i));
}

export function makeMessage(i: number): Uint8Array {
  return new TextEncoder().encode(messageText(i));
}

export function messageText(i: number): string {
  return String(i).padStart(digits, "0") + filler;
}

/** @throws if it is not message `i` */
export function checkMessage(data: unknown, i: number): void {
  const text = new TextDecoder().decode(data as Uint8Array);
  if (text !== messageText(i)) throw new Error(`expected message ${i}, got: ${text}`);
}

/** @throws if these are not the messages `0`, `1`, … `count - 1` */
export function checkMessages(data: readonly unknown[], count: number): void {
  checkCount(data.length, count);
  data.forEach(checkMessage);
}

export function checkCount(found: number, expected: number): void {
  if (found !== expected) throw new Error(`expected ${expected} messages, got ${found}`);
}
