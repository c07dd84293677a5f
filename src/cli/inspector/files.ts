import { existsSync } from "node:fs";
import { join } from "node:path";
import type { IncomingMessage, ServerResponse } from "node:http";
import sirv from "sirv";
import { StreamError } from "../../protocol/errors.ts";
import { packageRoot } from "../package-root.ts";

/** Nothing from elsewhere, nothing inline, and no page around it. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const headers = {
  "Content-Security-Policy": contentSecurityPolicy,
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Cross-Origin-Opener-Policy": "same-origin",
  "X-Frame-Options": "DENY",
  // The page may have been fetched with the token in its URL, and its files change with the package.
  "Cache-Control": "no-store",
};

type ServeFile = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Answers with the files of the built inspector.
 *
 * @throws StreamError `BAD_REQUEST` if it is not built
 */
export function inspectorFiles(): ServeFile {
  const folder = join(packageRoot, "dist", "inspector");
  if (!existsSync(join(folder, "index.html"))) {
    throw new StreamError("BAD_REQUEST", `the inspector is not built: ${folder} is missing (npm run build)`);
  }
  // Looks the files up at each request: a rebuilt inspector is found, and a file that went is a 404.
  const serve = sirv(folder, { dev: true });
  return (request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    // Nobody needs a part of a file, and a range that makes no sense would throw.
    delete request.headers.range;
    serve(request, response, () => {
      response.writeHead(404, { "Content-Type": "text/plain" }).end("not found\n");
    });
  };
}
