import { StreamError } from "../errors.ts";

/**
 * The origins as browsers send them: in lower case, without the default port and without the slash that addresses end
 * with.
 *
 * @throws StreamError `BAD_REQUEST` for what is not an origin: it would silently allow no page
 */
export function normalOrigins(origins: readonly string[]): readonly string[] {
  return origins.map(normalOrigin);
}

function normalOrigin(origin: string): string {
  // Pages without one of their own send it: sandboxed ones, and files.
  if (origin === "null") return origin;
  if (URL.canParse(origin)) {
    const { protocol, host, pathname, search, hash, username } = new URL(origin);
    if (!host.includes("*") && !/[^/]/.test(pathname) && search + hash + username === "")
      return `${protocol}//${host}`;
  }
  throw new StreamError(
    "BAD_REQUEST",
    `origins: ${JSON.stringify(origin)} is not an origin: list scheme, host and port, such as "https://app.example"`,
  );
}
