/**
 * Text as the inspector shows JSON: escapes are the characters that they stand for. Without escapes, the text itself. Also
 * for messages that are not JSON, which the inspector shows as JSON if they happen to be.
 */
export function unescaped(text: string): string {
  return text.replaceAll(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_, code: string | undefined, character: string) =>
    code === undefined ? (controls[character] ?? character) : String.fromCharCode(Number.parseInt(code, 16)),
  );
}

const controls: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

/** JSON text on one line as the inspector lays it out: a space after each `:` and `,`, and no other white space. */
export function laidOut(text: string): string {
  return text.replaceAll(/("(?:[^"\\]|\\.)*"?)|([:,])|\s+/gs, (_, string?: string, mark?: string) =>
    string === undefined ? (mark === undefined ? "" : `${mark} `) : string,
  );
}

/** Whether a text may span two tokens of JSON as they are laid out. */
export function maySpanTokens(text: string): boolean {
  return /[:,] /.test(text);
}
