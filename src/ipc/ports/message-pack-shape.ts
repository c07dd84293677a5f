/**
 * Whether bytes have the shape of one MessagePack value that is nested at most `maxDepth` deep, and in which no
 * array or map claims more members than there are bytes left. Reads only the heads of values.
 *
 * The decoder checks none of this before it allocates: 16 MiB of nested one-element arrays would cost it
 * gigabytes, and a head of five bytes can claim an array of four billion.
 */
export function isPlausibleFrame(bytes: Uint8Array, maxDepth: number): boolean {
  /** Values still expected in each open array or map; the first entry stands for the frame itself. */
  const open = [1];
  let at = 0;
  while (open.length > 0) {
    if (open[open.length - 1] === 0) {
      open.pop();
      continue;
    }
    open[open.length - 1]!--;
    const head = bytes[at++];
    if (head === undefined) return false;
    const { lengthBytes, payload, members } = headShape(head);
    const length = lengthBytes === 0 ? 1 : readLength(bytes, at, lengthBytes);
    at += lengthBytes + payload + (members === 0 && lengthBytes > 0 ? length : 0);
    if (at > bytes.length) return false;
    const children = members * length;
    if (children > bytes.length - at) return false;
    if (children > 0 && open.push(children) > maxDepth + 1) return false;
  }
  return at === bytes.length;
}

/** What follows a head: a length field, payload of a fixed size, and members (for each unit of the length). */
interface HeadShape {
  readonly lengthBytes: number;
  readonly payload: number;
  readonly members: number;
}

function headShape(head: number): HeadShape {
  if (head < 0x80 || head >= 0xe0) return fixed(0);
  if (head < 0x90) return { lengthBytes: 0, payload: 0, members: 2 * (head & 15) };
  if (head < 0xa0) return { lengthBytes: 0, payload: 0, members: head & 15 };
  if (head < 0xc0) return fixed(head & 31);
  return shapes[head - 0xc0]!;
}

function fixed(payload: number): HeadShape {
  return { lengthBytes: 0, payload, members: 0 };
}

function sized(lengthBytes: number, payload: number, members: number): HeadShape {
  return { lengthBytes, payload, members };
}

/** The heads 0xc0 to 0xdf, in the order of the MessagePack specification. */
const shapes: readonly HeadShape[] = [
  // nil, (never used), false, true
  ...[0, 0, 0, 0].map(fixed),
  // bin 8 to 32, ext 8 to 32 (with a byte for the type)
  ...[1, 2, 4].map((bytes) => sized(bytes, 0, 0)),
  ...[1, 2, 4].map((bytes) => sized(bytes, 1, 0)),
  // float 32 and 64, uint 8 to 64, int 8 to 64, fixext 1 to 16
  ...[4, 8, 1, 2, 4, 8, 1, 2, 4, 8, 2, 3, 5, 9, 17].map(fixed),
  // str 8 to 32, array 16 and 32, map 16 and 32
  ...[1, 2, 4].map((bytes) => sized(bytes, 0, 0)),
  ...[2, 4].map((bytes) => sized(bytes, 0, 1)),
  ...[2, 4].map((bytes) => sized(bytes, 0, 2)),
];

function readLength(bytes: Uint8Array, at: number, size: number): number {
  let length = 0;
  for (let i = 0; i < size; i++) length = length * 256 + (bytes[at + i] ?? 0);
  return length;
}
