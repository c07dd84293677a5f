import { hash, timingSafeEqual } from "node:crypto";
import { HttpError } from "../response/http-error.ts";
import { loopbackHosts } from "./loopback-hosts.ts";

export interface RequestGuardOptions {
  readonly port: number;
  /** Required as `Authorization: Bearer <token>`, unless undefined. */
  readonly token: string | undefined;
  /** Origins whose pages may send requests. */
  readonly origins: readonly string[];
  /** The stream root, with a slash at its end. */
  readonly basePath: string;
}

/**
 * Paths below the stream root that need no token of the server: their clients send the token of one wake of
 * one subscription (PROTOCOL.md, section 12.9), or read the public keys of webhook signatures.
 */
const openPath = /^__ds\/(jwks\.json|subscriptions\/[^/]+\/(ack|release|callback))$/;

/**
 * Decides which requests reach the handler. Loopback keeps out other machines only: any page in the user's
 * browser can send requests to it, under any host name that resolves to this machine, so `Host` and `Origin`
 * are checked. So can any program and user of the machine, so there is a token.
 */
export class RequestGuard {
  readonly #hosts: readonly string[];
  readonly #origins: readonly string[];
  readonly #token: Buffer | undefined;
  readonly #basePath: string;

  constructor({ port, token, origins, basePath }: RequestGuardOptions) {
    this.#basePath = basePath;
    this.#hosts = loopbackHosts(port);
    this.#origins = origins;
    this.#token = token === undefined ? undefined : digest(`Bearer ${token}`);
  }

  /** @throws HttpError `FORBIDDEN` for a wrong `Host`, or a page of an origin that is not listed */
  checkSender({ headers }: Request): void {
    // Names of hosts are case-insensitive (RFC 9110, section 4.2.3).
    const host = headers.get("host")?.toLowerCase();
    if (host === undefined || !this.#hosts.includes(host))
      throw new HttpError("FORBIDDEN", `the Host must be ${this.#hosts.join(" or ")}`);
    const origin = headers.get("origin");
    if (origin !== null && !this.#origins.includes(origin))
      throw new HttpError(
        "FORBIDDEN",
        `pages of ${origin} may not use this server: see its option "origins"`,
      );
    // What a page embeds, such as an image, is requested without an Origin.
    if (origin === null && /^(cross|same)-site$/.test(headers.get("sec-fetch-site") ?? ""))
      throw new HttpError("FORBIDDEN", "pages may use fetch only");
  }

  /**
   * Takes the same time for a wrong token as for the right one.
   *
   * @throws HttpError `UNAUTHORIZED`
   */
  checkToken({ method, headers, url }: Request): void {
    // Browsers send a preflight without the token.
    if (!this.#token || method === "OPTIONS") return;
    const given = headers.get("authorization") ?? "";
    // The name of the scheme is case-insensitive (RFC 9110, 11.1).
    if (timingSafeEqual(digest(given.replace(/^bearer +/i, "Bearer ")), this.#token)) return;
    if (this.#isOpen(new URL(url).pathname)) return;
    throw new HttpError("UNAUTHORIZED", "the bearer token is missing or wrong");
  }

  #isOpen(pathname: string): boolean {
    return pathname.startsWith(this.#basePath) && openPath.test(pathname.slice(this.#basePath.length));
  }
}

function digest(text: string): Buffer {
  return hash("sha256", text, "buffer");
}
