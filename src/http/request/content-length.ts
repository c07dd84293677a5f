/**
 * The size of a request's body as its headers declare it, in bytes; undefined if the body comes in chunks,
 * without a length.
 */
export function declaredBodyBytes(headers: Headers): number | undefined {
  const length = headers.get("content-length");
  if (length !== null) return Number(length);
  return headers.has("transfer-encoding") ? undefined : 0;
}
