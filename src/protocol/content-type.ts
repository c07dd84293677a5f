/** The content type of a stream that was created without one (PROTOCOL.md, section 5.1). */
export const defaultContentType = "application/octet-stream";

/** Whether a stream of this type holds JSON values and keeps message boundaries (PROTOCOL.md, section 9.1). */
export function isJsonContentType(contentType: string): boolean {
  return mediaType(contentType) === "application/json";
}

/** The type without its parameters, in lower case: `Text/Plain; charset=utf-8` gives `text/plain`. */
export function mediaType(contentType: string): string {
  return contentType.split(";", 1)[0]!.trim().toLowerCase();
}
