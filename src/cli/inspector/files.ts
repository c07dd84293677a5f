import { existsSync } from "node:fs";
import { join } from "node:path";
import type { IncomingMessage, ServerResponse } from "node:http";
import sirv from "sirv";
import { StreamError } from "../../protocol/errors.ts";
import { packageRoot } from "../package-root.ts";

/** Nothing from other origins, nothing inline, and no framing. */
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
  // The page's URL may contain the token, and the files change with the package.
  "Cache-Control": "no-store",
};

type ServeFile = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Serves the files of the built inspector.
 *
 * @throws StreamError `BAD_REQUEST` if it is not built
 */
export function inspectorFiles(): ServeFile {
  const folder = join(packageRoot, "dist", "inspector");
  if (!existsSync(join(folder, "index.html"))) {
    throw new StreamError(
      "BAD_REQUEST",
      `the inspector is not built: ${folder} is missing; run npm run build`,
    );
  }
  // `dev` reads the folder at each request: a rebuilt inspector is served, and a deleted file is a 404.
  const serve = sirv(folder, { dev: true });
  return (request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    // The page requests no ranges, and sirv throws on an invalid one.
    delete request.headers.range;
    serve(request, response, () => {
      response.writeHead(404, { "Content-Type": "text/plain" }).end("not found\n");
    });
  };
}
