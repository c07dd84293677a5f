import type { IncomingMessage, ServerResponse } from "node:http";
import { errorBody } from "../response/error-response.ts";
import type { HttpErrorCode } from "../response/http-error.ts";

interface Refusal {
  readonly status: string;
  readonly code: HttpErrorCode;
  readonly message: string;
}

const headers = {
  "Content-Type": "application/json",
  "X-Content-Type-Options": "nosniff",
  Connection: "close",
} as const;

export const malformed: Refusal = {
  status: "400 Bad Request",
  code: "BAD_REQUEST",
  message: "the request is not valid HTTP",
};

export const unknownExpectation: Refusal = {
  status: "417 Expectation Failed",
  code: "BAD_REQUEST",
  message: "the only supported Expect is 100-continue",
};

const refusalByNodeCode: Readonly<Record<string, Refusal>> = {
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: "408 Request Timeout",
    code: "REQUEST_TIMEOUT",
    message: "the request took too long to arrive",
  },
  HPE_HEADER_OVERFLOW: {
    status: "431 Request Header Fields Too Large",
    code: "BAD_REQUEST",
    message: "the headers are too large",
  },
};

/** Whether a `Request` can be made of it: it has a Host, and its target is a path, `*` or a URL (RFC 9112, 3.2). */
export function isWellFormed({ headers: { host }, url = "" }: IncomingMessage): boolean {
  if (host === undefined) return false;
  if (url.startsWith("/") || url === "*") return true;
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}

export function refuse(response: ServerResponse, { status, code, message }: Refusal): void {
  const body = errorBody(code, message);
  response.writeHead(Number.parseInt(status), { ...headers, "Content-Length": Buffer.byteLength(body) });
  response.end(body);
}

/** The whole response as text, for an error of Node's parser: there is no `ServerResponse` to send it with. */
export function refusalOf(error: NodeJS.ErrnoException): string {
  const { status, code, message } = refusalByNodeCode[error.code ?? ""] ?? malformed;
  const body = errorBody(code, message);
  const fields = Object.entries({ ...headers, "Content-Length": Buffer.byteLength(body) });
  const lines = fields.map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status}\r\n${lines.join("")}\r\n${body}`;
}
