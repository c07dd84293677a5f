import { mediaType } from "./content-type.ts";

/** What a content type without a charset means here: strings are stored as UTF-8. */
const defaultCharset = "utf-8";

/**
 * Whether two content types mean the same, however they are spelled: types and names of parameters in any letter case,
 * parameters in any order, values with or without quotes (MIME Sniffing Standard, section 4.4). Values are case-sensitive,
 * except for that of `charset`, of which all labels of an encoding mean the same. No charset means UTF-8, so `text/plain` is
 * the `text/plain;charset=UTF-8` of browsers.
 */
export function sameContentType(a: string, b: string): boolean {
  if (a === b) return true;
  if (mediaType(a) !== mediaType(b)) return false;
  const [left, right] = [contentTypeParameters(a), contentTypeParameters(b)];
  return left.size === right.size && [...left].every(([name, value]) => right.get(name) === value);
}

/** Whether text of this content type is UTF-8: it names no other charset. */
export function isUtf8ContentType(contentType: string): boolean {
  return (
    !/charset/i.test(contentType) || contentTypeParameters(contentType).get("charset") === defaultCharset
  );
}

/**
 * The parameters of a content type, by their names in lower case; `charset` is always among them, by the encoding's name. As
 * in the standard, the first of a name counts, and what is not a parameter is ignored.
 */
export function contentTypeParameters(contentType: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const [, key, quoted, bare] of contentType.matchAll(parameterPattern)) {
    const name = key!.toLowerCase();
    const value = quoted?.replaceAll(escapePattern, "$1") ?? bare!.trimEnd();
    if (value === "" && quoted === undefined) continue;
    if (!parameters.has(name)) parameters.set(name, name === "charset" ? normalCharset(value) : value);
  }
  if (!parameters.has("charset")) parameters.set("charset", defaultCharset);
  return parameters;
}

/** `; name=value` or `; name="value"`. Whatever follows the second quote, up to the next semicolon, is ignored. */
const parameterPattern = /;[ \t]*([!#$%&'*+.^_`|~\w-]+)=(?:"((?:[^"\\]|\\.)*)[^;]*|([^";][^;]*))/g;
const escapePattern = /\\(.)/g;

/** The name of the charset in the Encoding Standard: `utf8`, `latin1` and others are labels of one that has another name. */
function normalCharset(label: string): string {
  if (/^utf-?8$/i.test(label)) return defaultCharset;
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return label.toLowerCase();
  }
}
