import { StreamError } from "../../protocol/errors.ts";

/**
 * The stream root that a text names, with a slash at the end of its path. Its query is kept.
 *
 * @throws StreamError `BAD_REQUEST`
 */
export function parseStreamRoot(text: unknown): URL {
  if (typeof text !== "string" || !URL.canParse(text)) throw invalid("url must be the URL of a server");
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:")
    throw invalid("url must start with https: or http:");
  if (url.username !== "" || url.password !== "")
    throw invalid("url must not contain a user name or password: send a header instead");
  url.hash = "";
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return url;
}

/** The URL of a stream, with each segment of its path encoded. */
export function streamUrl(root: URL, path: string): string {
  const url = new URL(root);
  url.pathname += path.split("/").map(encodeURIComponent).join("/");
  return url.href;
}

/** A URL to show and to store: without its query, which may hold a secret. */
export function plainUrl(url: string | URL): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

function invalid(problem: string): StreamError {
  return new StreamError("BAD_REQUEST", problem);
}
