/**
 * Copies JSON text so that it stands on one line: a line break between two of its tokens becomes a space. Those before and
 * after the value stay, and so do all other bytes. (Within a string, JSON has no line breaks.)
 *
 * @returns where the copy ends in `target`
 */
export function copyJsonLine(json: Uint8Array, target: Uint8Array, at: number): number {
  target.set(json, at);
  const first = json.findIndex((byte) => !isSpace(byte));
  let end = json.length;
  while (end > first && isSpace(json[end - 1]!)) end--;
  for (const lineBreak of [0x0a, 0x0d]) {
    for (let i = json.indexOf(lineBreak, first); i !== -1 && i < end; i = json.indexOf(lineBreak, i + 1))
      target[at + i] = 0x20;
  }
  return at + json.length;
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}
