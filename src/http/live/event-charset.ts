import { isJsonContentType, mediaType } from "../../protocol/content-type.ts";
import { contentTypeParameters } from "../../protocol/media-type.ts";

/**
 * Events are UTF-8 (PROTOCOL.md, section 5.8). Returns the decoder of the text that a stream of this type holds, or
 * undefined if its events carry its bytes: for streams that do not hold text, and for charsets with several bytes a
 * character other than UTF-8, since a client may resume in the middle of a character, and for unknown charsets.
 */
export function textDecoderOf(contentType: string): TextDecoder | undefined {
  if (isJsonContentType(contentType)) return decoderOf("utf-8");
  if (!mediaType(contentType).startsWith("text/")) return undefined;
  const decoder = decoderOf(contentTypeParameters(contentType).get("charset")!);
  return decoder && (decoder.encoding === "utf-8" || singleByte.test(decoder.encoding)) ? decoder : undefined;
}

/** The names of the Encoding standard, to which `TextDecoder` maps every label: `latin1` is `windows-1252`. */
const singleByte = /^(ibm866|iso-8859-\d+(-i)?|koi8-[ru]|macintosh|windows-(874|125\d)|x-mac-cyrillic)$/;

function decoderOf(label: string): TextDecoder | undefined {
  try {
    return new TextDecoder(label, { ignoreBOM: true });
  } catch {
    return undefined;
  }
}
