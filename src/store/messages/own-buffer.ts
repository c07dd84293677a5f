/**
 * Buffers of their own, and not from Buffer's pool: what crosses a port takes the whole pool along, and with it whatever
 * else is in there, which the other side may not be meant to see.
 */
export function copyOf(bytes: Uint8Array): Buffer {
  return joined([bytes]);
}

export function joined(parts: readonly Uint8Array[]): Buffer {
  const whole = Buffer.from(new ArrayBuffer(parts.reduce((sum, { length }) => sum + length, 0)));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
