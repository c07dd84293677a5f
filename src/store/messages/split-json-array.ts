const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const opening = new Set([0x5b, 0x7b]);
const closing = new Set([0x5d, 0x7d]);

/**
 * Cuts the text of a valid JSON array into the texts of its elements, `limit` of them at most. Parsing and encoding them
 * again would change them: `1.0`, `1e400` and 20-digit numbers do not survive that.
 */
export function splitJsonArray(text: Buffer, limit: number): Buffer[] {
  const elements: Buffer[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length && elements.length < limit; i++) {
    const byte = text[i]!;
    if (byte === quote) i = endOfString(text, i);
    else if (opening.has(byte)) {
      depth++;
      if (depth === 1) start = i + 1;
    } else if (closing.has(byte)) {
      depth--;
      if (depth === 0) push(elements, text, start, i);
    } else if (byte === comma && depth === 1) {
      push(elements, text, start, i);
      start = i + 1;
    }
  }
  return elements;
}

function endOfString(text: Buffer, start: number): number {
  let i = start + 1;
  while (text[i] !== quote) i += text[i] === backslash ? 2 : 1;
  return i;
}

/** Adds a trimmed element. An element without text is the content of an empty array. */
function push(elements: Buffer[], text: Buffer, from: number, upto: number): void {
  let start = from;
  let end = upto;
  while (start < end && text[start]! <= 0x20) start++;
  while (end > start && text[end - 1]! <= 0x20) end--;
  if (end > start) elements.push(text.subarray(start, end));
}
