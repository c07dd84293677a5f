/** A part of a text with the classes of its colours, such as `"ansi-1 bold"`. */
export interface StyledText {
  readonly text: string;
  readonly className: string;
}

/** A sequence that sets colours (SGR). All others are shown as what they are. */
// eslint-disable-next-line no-control-regex
const sequence = /\u001b\[([\d;]*)m/g;

/** Splits a text at its ANSI colours, which are left out. Of 256 and true colours, the text keeps its own. */
export function* splitAnsi(text: string): Generator<StyledText> {
  let at = 0;
  let style: AnsiStyle = plain;
  for (const match of text.matchAll(sequence)) {
    if (match.index > at) yield { text: text.slice(at, match.index), className: classOf(style) };
    style = applied(style, match[1]!);
    at = match.index + match[0].length;
  }
  if (at < text.length) yield { text: text.slice(at), className: classOf(style) };
}

interface AnsiStyle {
  /** 0 to 7: black, red, green, yellow, blue, magenta, cyan, white. */
  readonly colour: number | undefined;
  readonly bold: boolean;
  readonly underline: boolean;
}

const plain: AnsiStyle = { colour: undefined, bold: false, underline: false };

function applied(before: AnsiStyle, parameters: string): AnsiStyle {
  let style = before;
  const codes = parameters.split(";").map(Number);
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    // The colour follows: as an index, or as red, green and blue.
    if (code === 38 || code === 48) i += codes[i + 1] === 2 ? 4 : 2;
    else style = withCode(style, code);
  }
  return style;
}

function withCode(style: AnsiStyle, code: number): AnsiStyle {
  if (code === 0) return plain;
  if (code === 1) return { ...style, bold: true };
  if (code === 22) return { ...style, bold: false };
  if (code === 4) return { ...style, underline: true };
  if (code === 24) return { ...style, underline: false };
  if (code === 39) return { ...style, colour: undefined };
  const isColour = (code >= 30 && code <= 37) || (code >= 90 && code <= 97);
  return isColour ? { ...style, colour: code % 10 } : style;
}

function classOf({ colour, bold, underline }: AnsiStyle): string {
  const names = [
    colour === undefined ? "" : `ansi-${colour}`,
    bold ? "bold" : "",
    underline ? "underline" : "",
  ];
  return names.filter((name) => name !== "").join(" ");
}
