import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { loopbackHosts } from "../../http/server/loopback-hosts.ts";

/** The response to a request that is refused. The text is ASCII. */
export interface Refusal {
  readonly status: 401 | 403 | 404 | 405;
  readonly text: string;
}

export const portPath = "/port";

/**
 * Decides which requests are served. Listening on loopback is not enough: every page in the user's browser can send
 * requests there, so `Host` and `Origin` are checked; so can every program and user of the machine, so a token is needed.
 */
export class RequestGuard {
  readonly url: string;
  readonly #token = randomBytes(32).toString("base64url");
  readonly #hosts: readonly string[];
  readonly #cookieName: string;

  constructor(port: number) {
    this.#hosts = loopbackHosts(port);
    // Browsers send a cookie to every port of a host: two inspectors must not read each other's.
    this.#cookieName = `streams-inspector-${port}`;
    this.url = `http://127.0.0.1:${port}/?token=${this.#token}`;
  }

  /** For the page and its files. */
  refusePage(request: IncomingMessage): Refusal | undefined {
    if (!["GET", "HEAD"].includes(request.method ?? ""))
      return { status: 405, text: "only GET and HEAD are allowed" };
    return this.#refuse(request, request.headers.origin === undefined);
  }

  /** For the WebSocket, with which browsers always send an `Origin`. */
  refusePort(request: IncomingMessage): Refusal | undefined {
    if (pathOf(request) !== portPath) return { status: 404, text: "not found" };
    return this.#refuse(request, false);
  }

  /** The cookie that replaces the token in later requests; the page removes the token from the address bar. */
  cookieFor(request: IncomingMessage): string | undefined {
    if (pathOf(request) !== "/" || !this.#isToken(tokenIn(request))) return undefined;
    return `${this.#cookieName}=${this.#token}; Path=/; HttpOnly; SameSite=Strict`;
  }

  #refuse(request: IncomingMessage, isOriginOptional: boolean): Refusal | undefined {
    const { origin } = request.headers;
    const host = request.headers.host?.toLowerCase();
    if (host === undefined || !this.#hosts.includes(host))
      return { status: 403, text: "this Host is not allowed" };
    if (!isOriginOptional && origin !== `http://${host}`)
      return { status: 403, text: "this Origin is not allowed" };
    if (this.#isToken(tokenIn(request)) || this.#isToken(this.#cookieIn(request))) return undefined;
    return {
      status: 401,
      text: "open the URL that the inspector printed when it started: it contains a token",
    };
  }

  #cookieIn(request: IncomingMessage): string | undefined {
    for (const cookie of request.headers.cookie?.split(";") ?? []) {
      const [name, value] = cookie.trim().split("=", 2);
      if (name === this.#cookieName) return value;
    }
    return undefined;
  }

  /** Takes the same time for a wrong token as for the right one. */
  #isToken(given: string | undefined): boolean {
    return given !== undefined && timingSafeEqual(digest(given), digest(this.#token));
  }
}

function tokenIn(request: IncomingMessage): string | undefined {
  return urlOf(request)?.searchParams.get("token") ?? undefined;
}

function pathOf(request: IncomingMessage): string | undefined {
  return urlOf(request)?.pathname;
}

/** Undefined for a target that is not a path, such as the full URLs that clients send to proxies. */
function urlOf({ url = "" }: IncomingMessage): URL | undefined {
  return url.startsWith("/") && URL.canParse(url, "http://127.0.0.1")
    ? new URL(url, "http://127.0.0.1")
    : undefined;
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
