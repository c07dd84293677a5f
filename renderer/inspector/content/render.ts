import { css } from "lit";
import { hexDump, hexLine } from "./hex.ts";
import { isJsonText, layOutJson, type Token } from "./json.ts";
import { splitAnsi } from "./ansi.ts";
import { decodeText, visibleParts, visibleText, withoutLineEnd } from "./text.ts";
import type { ContentView } from "./view.ts";

/** Characters of a message in its row: more than fits on the widest screen. */
const rowCharacters = 512;
/** Longer JSON is formatted but not coloured, because colouring needs an element for each token. */
const colouredCharacters = 128 * 1024;
/** Long content is split into elements of this size, so that the browser lays out only those near the viewport. */
const chunkCharacters = 16 * 1024;
/** Text with more colours and escapes is shown without styles, because each takes an element. */
const maxStyled = 2000;

/** The colours of `renderLine` and `renderBlock`. Components that use these functions include them. */
export const contentStyles = css`
  .key {
    color: var(--json-key);
  }
  .string {
    color: var(--json-string);
  }
  .number {
    color: var(--json-number);
  }
  .literal {
    color: var(--json-literal);
  }
  .escape {
    border-radius: 3px;
    background: var(--surface-raised);
    color: var(--text-quiet);
    font-size: 0.9em;
  }
  .bold {
    font-weight: 700;
  }
  .underline {
    text-decoration: underline;
  }
  .ansi-0,
  .ansi-7 {
    color: var(--text-quiet);
  }
  .ansi-1 {
    color: var(--bad);
  }
  .ansi-2 {
    color: var(--good);
  }
  .ansi-3 {
    color: var(--warn);
  }
  .ansi-4 {
    color: var(--accent);
  }
  .ansi-5 {
    color: var(--json-literal);
  }
  .ansi-6 {
    color: var(--json-key);
  }
`;

/** Renders a message on one line. `cut`: the bytes are only its beginning. */
export function renderLine(bytes: Uint8Array, cut: boolean, view: ContentView): Node {
  if (view === "hex") return element(hexLine(bytes));
  const text = decodeText(bytes, cut);
  if (view === "json" && isJsonText(text, cut)) {
    const line = text.slice(0, rowCharacters);
    return coloured(layOutJson(line, { lines: false }));
  }
  return styled(withoutLineEnd(text).slice(0, rowCharacters), view);
}

/** Renders a part from the middle of a message on one line. */
export function renderExcerpt(text: string): Node {
  return styled(`…${withoutLineEnd(text)}`, "text");
}

/** Renders a message on many lines, as one element below the other. */
export function renderBlock(bytes: Uint8Array, cut: boolean, view: ContentView): Node[] {
  if (view === "hex") return hexBlocks(bytes);
  const text = decodeText(bytes, cut);
  if (view === "text" || !isJsonText(text, cut)) {
    const lines = withoutLineEnd(text).replaceAll("\r\n", "\n");
    return lines.length <= chunkCharacters
      ? [styled(lines, view, { keepLines: true })]
      : textBlocks(visibleText(lines, { keepLines: true }));
  }
  const tokens = layOutJson(text, { lines: true });
  if (text.length <= colouredCharacters) return [coloured(tokens)];
  let layout = "";
  for (const token of tokens) layout += token.text;
  return textBlocks(visibleText(layout, { keepLines: true }));
}

function hexBlocks(bytes: Uint8Array): Node[] {
  const blocks: Node[] = [];
  // A line of a dump has 76 characters for 16 bytes.
  const step = chunkCharacters / 4;
  for (let at = 0; at < bytes.length; at += step) {
    // Each element ends its line itself.
    blocks.push(element(hexDump(bytes.subarray(at, at + step), at).slice(0, -1)));
  }
  return blocks;
}

function textBlocks(text: string): Node[] {
  const blocks: Node[] = [];
  for (let at = 0; at < text.length;) {
    const end = endOfBlock(text, at);
    // Each element ends its line itself.
    blocks.push(element(text.slice(at, text[end - 1] === "\n" && end < text.length ? end - 1 : end)));
    at = end;
  }
  return blocks;
}

function endOfBlock(text: string, start: number): number {
  const end = start + chunkCharacters;
  if (end >= text.length) return text.length;
  const lineEnd = text.lastIndexOf("\n", end);
  if (lineEnd > start) return lineEnd + 1;
  const code = text.charCodeAt(end - 1);
  const halfCharacter = code >= 0xd800 && code < 0xdc00;
  return halfCharacter ? end - 1 : end;
}

function coloured(tokens: Iterable<Token>): Node {
  const code = element("");
  for (const { kind, text } of tokens) {
    const shown = visibleText(text, { keepLines: kind === "plain" });
    code.append(kind === "plain" ? shown : element(shown, "span", kind));
  }
  return code;
}

/** A text with visible escapes and, in the text view, its ANSI colours. */
function styled(text: string, view: ContentView, { keepLines = false } = {}): Node {
  const code = element("");
  let elements = 0;
  for (const { text: run, className } of view === "text" ? splitAnsi(text) : [{ text, className: "" }]) {
    for (const { text: shown, isEscape } of visibleParts(run, { keepLines })) {
      const name = isEscape ? "escape" : className;
      if (name !== "" && ++elements > maxStyled) return element(visibleText(text, { keepLines }));
      code.append(name === "" ? shown : element(shown, "span", name));
    }
  }
  return code;
}

/** The only place where content gets into the page: as the text of a new element. */
function element(text: string, name: "code" | "span" = "code", className = ""): HTMLElement {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}
