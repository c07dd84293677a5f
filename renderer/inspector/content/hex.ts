const bytesPerLine = 16;
const hexDigits = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Two digits for each byte. */
export function hexText(bytes: Uint8Array, separator = ""): string {
  return Array.from(bytes, (byte) => hexDigits[byte]!).join(separator);
}

/** `48 65 6c 6c 6f  Hello`: the first bytes on one line, padded so that the ASCII columns of all rows align. */
export function hexLine(bytes: Uint8Array, columns = bytesPerLine): string {
  const line = bytes.subarray(0, columns);
  return `${hexText(line, " ").padEnd(columns * 3 - 1)}  ${ascii(line)}`;
}

/** A hex dump: each line has an address, 16 bytes, the same bytes as ASCII, and a line feed. */
export function hexDump(bytes: Uint8Array, firstAddress = 0): string {
  let dump = "";
  for (let at = 0; at < bytes.length; at += bytesPerLine) {
    const address = (firstAddress + at).toString(16).padStart(8, "0");
    dump += `${address}  ${hexLine(bytes.subarray(at, at + bytesPerLine))}\n`;
  }
  return dump;
}

function ascii(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".")).join(
    "",
  );
}
