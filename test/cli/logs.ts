/** Content like that of system logs, which an import must keep byte for byte. */
export const oddLogs: Readonly<Record<string, Buffer>> = {
  "an empty file": Buffer.alloc(0),
  "one line": Buffer.from("started\n"),
  "no final newline": Buffer.from("started\nstopped"),
  CRLF: Buffer.from("started\r\nstopped\r\n"),
  "CRLF, LF and CR in one file": Buffer.from("a\r\nb\nc\rd\r\r\n\n\r"),
  "empty lines only": Buffer.from("\n\n\n"),
  "empty lines between, before and after": Buffer.from("\n\na\n\n\nb\n\n"),
  "bytes that are not UTF-8, and NUL": Buffer.from([
    0xff, 0xfe, 0x0a, 0x00, 0x00, 0x0a, 0xc3, 0x0a, 0x80, 0xed, 0xa0, 0x80,
  ]),
  "a byte order mark": Buffer.from("\ufefffirst\nsecond\n"),
  "Unicode line separators, which do not end a line": Buffer.from("a\u2028b\u2029c\u0085d\ve\ff\n"),
  "every byte": Buffer.from(Array.from({ length: 256 * 3 }, (_, i) => (i * 7) % 256)),
  "a line of a megabyte": Buffer.concat([
    Buffer.from("short\n"),
    Buffer.alloc(1024 * 1024, "x"),
    Buffer.from("\nlast"),
  ]),
  "a line of exactly the maximum message size": Buffer.concat([
    Buffer.alloc(10 * 1024 * 1024 - 1, "x"),
    Buffer.from("\n"),
  ]),
  "more lines than a batch holds": systemLog(2500),
};

/** Lines like those of `syslog`, all different; some with characters beyond ASCII, some with CRLF. */
export function systemLog(lines: number): Buffer {
  return Buffer.concat(Array.from({ length: lines }, (_, i) => systemLogLine(i)));
}

function systemLogLine(i: number): Buffer {
  const time = new Date(Date.UTC(2026, 5, 9, 6) + i * 1375).toISOString();
  const text = `${time} host-${i % 7} kernel[${i % 3}]: event ${i} ${"=".repeat((i * 37) % 300)}`;
  const odd = i % 11 === 0 ? `°${String.fromCharCode(i % 256 === 10 ? 0 : i % 256)}` : "";
  return Buffer.from(`${text}${odd}${i % 5 === 0 ? "\r\n" : "\n"}`);
}
