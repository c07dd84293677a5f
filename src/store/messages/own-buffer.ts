/**
 * A copy that is not from Buffer's pool: a view that crosses a port takes its whole `ArrayBuffer` along, and a pool holds
 * other data, which the other side may not be allowed to see.
 */
export function copyOf(bytes: Uint8Array): Buffer {
  return joined([bytes]);
}

/** The parts end to end, in a buffer that is not from Buffer's pool. */
export function joined(parts: readonly Uint8Array[]): Buffer {
  const whole = Buffer.from(new ArrayBuffer(parts.reduce((sum, { length }) => sum + length, 0)));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
