export type TokenKind = "key" | "string" | "number" | "literal" | "plain";

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

/**
 * Formats JSON text without parsing it into values: numbers keep all digits, keys their order and duplicates, and a
 * truncated text is formatted up to its end.
 */
export function* layOutJson(text: string, { lines }: { lines: boolean }): Generator<Token> {
  let depth = 0;
  let opened = false;
  for (const token of scanJson(text)) {
    const closes = token.text === "}" || token.text === "]";
    if (closes) depth--;
    // After an opening and before a closing bracket, but not between the two of an empty object or array.
    if (lines && opened !== closes) yield lineBreak(depth);
    yield token;
    opened = token.kind === "plain" && (token.text === "{" || token.text === "[");
    if (opened) depth++;
    if (token.text === ":") yield space;
    if (token.text === ",") yield lines ? lineBreak(depth) : space;
  }
}

/** Whether the text is JSON, or, if it is truncated (`cut`), begins like JSON. */
export function isJsonText(text: string, cut: boolean): boolean {
  if (cut) return /^\s*[[{"]/.test(text);
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const space: Token = { kind: "plain", text: " " };
const deepest = 60;

function lineBreak(depth: number): Token {
  // Without a limit, 10,000 nested brackets would become 100 MB of spaces.
  return { kind: "plain", text: `\n${"  ".repeat(Math.max(0, Math.min(depth, deepest)))}` };
}

/** The tokens of a text, without the white space between them. */
export function* scanJson(text: string): Generator<Token> {
  let at = skipSpace(text, 0);
  while (at < text.length) {
    const end = endOfToken(text, at);
    const next = skipSpace(text, end);
    yield { kind: kindOf(text[at]!, text[next]), text: text.slice(at, end) };
    at = next;
  }
}

function kindOf(first: string, next: string | undefined): TokenKind {
  if (first === '"') return next === ":" ? "key" : "string";
  if (first === "-" || (first >= "0" && first <= "9")) return "number";
  return first === "t" || first === "f" || first === "n" ? "literal" : "plain";
}

function endOfToken(text: string, start: number): number {
  if (text[start] === '"') return endOfString(text, start);
  if ("{}[],:".includes(text[start]!)) return start + 1;
  let end = start + 1;
  while (end < text.length && !' \t\r\n{}[],:"'.includes(text[end]!)) end++;
  return end;
}

function endOfString(text: string, start: number): number {
  for (let end = start + 1; end < text.length; end++) {
    if (text[end] === "\\") end++;
    else if (text[end] === '"') return end + 1;
  }
  return text.length;
}

function skipSpace(text: string, start: number): number {
  let at = start;
  while (at < text.length && " \t\r\n".includes(text[at]!)) at++;
  return at;
}
