/** What a stream holds if nobody said so (PROTOCOL.md, section 5.1). */
export const defaultContentType = "application/octet-stream";

/** Whether messages are JSON values with their boundaries kept (PROTOCOL.md, section 9.1). */
export function isJsonContentType(contentType: string): boolean {
  return mediaType(contentType) === "application/json";
}

/** For comparing: parameters may be spaced and cased differently and still mean the same. */
export function normalContentType(contentType: string): string {
  const [, ...parameters] = contentType.split(";");
  return [mediaType(contentType), ...parameters.map((parameter) => parameter.trim().toLowerCase())].join(";");
}

/** The type without its parameters, lower case: `Text/Plain; charset=utf-8` is `text/plain`. */
export function mediaType(contentType: string): string {
  return contentType.split(";", 1)[0]!.trim().toLowerCase();
}
