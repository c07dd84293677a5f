import { hash, timingSafeEqual } from "node:crypto";
import { HttpError } from "../response/http-error.ts";

export interface DoorOptions {
  readonly port: number;
  /** Asked for in `Authorization: Bearer …`, if there is one. */
  readonly token: string | undefined;
  /** Origins whose pages may come in. */
  readonly origins: readonly string[];
  /** The stream root, with a slash at its end. */
  readonly basePath: string;
}

/**
 * Below the stream root: where a client shows a token of another kind, made for one wake of one
 * subscription (PROTOCOL.md, section 12.9), or reads the public keys of webhook signatures.
 */
const openPath = /^__ds\/(jwks\.json|subscriptions\/[^/]+\/(ack|release|callback))$/;

/**
 * Who may come in. Loopback alone keeps nobody out: every page in the user's browser can send requests
 * there, under any name that it lets resolve to this machine (so `Host` and `Origin` are checked), and so
 * can every program and user of the machine (so there is a token).
 */
export class Door {
  readonly #hosts: readonly string[];
  readonly #origins: readonly string[];
  readonly #token: Buffer | undefined;
  readonly #basePath: string;

  constructor({ port, token, origins, basePath }: DoorOptions) {
    this.#basePath = basePath;
    this.#hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
    this.#origins = origins;
    this.#token = token === undefined ? undefined : digest(`Bearer ${token}`);
  }

  /** @throws HttpError `FORBIDDEN`: not from here, or from a page that may not */
  checkSender({ headers }: Request): void {
    const host = headers.get("host");
    if (host === null || !this.#hosts.includes(host)) throw new HttpError("FORBIDDEN", "wrong Host");
    const origin = headers.get("origin");
    if (origin !== null && !this.#origins.includes(origin)) throw new HttpError("FORBIDDEN", "wrong Origin");
    // What a page embeds, such as an image, comes without an Origin.
    if (origin === null && /^(cross|same)-site$/.test(headers.get("sec-fetch-site") ?? "")) {
      throw new HttpError("FORBIDDEN", "only fetch may be used from a page");
    }
  }

  /**
   * Takes as long for any wrong token as for the right one.
   *
   * @throws HttpError `UNAUTHORIZED`
   */
  checkToken({ headers, url }: Request): void {
    if (!this.#token) return;
    const given = headers.get("authorization") ?? "";
    // The name of the scheme may be written in any case (RFC 9110, 11.1).
    if (timingSafeEqual(digest(given.replace(/^bearer +/i, "Bearer ")), this.#token)) return;
    if (this.#isOpen(new URL(url).pathname)) return;
    throw new HttpError("UNAUTHORIZED", "a bearer token is needed");
  }

  #isOpen(pathname: string): boolean {
    return pathname.startsWith(this.#basePath) && openPath.test(pathname.slice(this.#basePath.length));
  }
}

function digest(text: string): Buffer {
  return hash("sha256", text, "buffer");
}
