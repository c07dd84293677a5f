import type { IncomingMessage, ServerResponse } from "node:http";
import { errorBody } from "../../protocol/errors.ts";
import type { HttpErrorCode } from "../response/http-error.ts";
import { securityHeaders } from "../response/security-headers.ts";

interface Refusal {
  readonly status: string;
  readonly code: HttpErrorCode;
  readonly message: string;
}

/** An error of Node's parser. */
export interface ClientError extends NodeJS.ErrnoException {
  /** What had arrived last of the request. */
  readonly rawPacket?: Buffer;
}

type Fields = Readonly<Record<string, string | number>>;

const commonFields = {
  "Content-Type": "application/json",
  "Cache-Control": "no-store",
  ...securityHeaders,
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

export const unknownTransferCoding: Refusal = {
  status: "501 Not Implemented",
  code: "BAD_REQUEST",
  message: "the only supported Transfer-Encoding is chunked: send Content-Encoding to compress the body",
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

/** The `Origin` of a request that the parser refused, if it is in what arrived last. */
export function originIn(packet: Buffer | undefined): string | undefined {
  return /^origin:[ \t]*(\S+)[ \t]*$/im.exec(packet?.toString("latin1") ?? "")?.[1];
}

/** Node takes the chunks of any other coding apart, but does not decode them. */
export function isTransferCodingKnown({ headers }: IncomingMessage): boolean {
  return /^(identity[ \t]*,[ \t]*)?chunked$/i.test(headers["transfer-encoding"]?.trim() ?? "chunked");
}

export function refuse(response: ServerResponse, refusal: Refusal, cors: Fields): void {
  const { fields, body } = partsOf(refusal, cors);
  response.writeHead(Number.parseInt(refusal.status), fields);
  response.end(body);
}

/** The whole response as text, for an error of Node's parser: there is no `ServerResponse` to send it with. */
export function refusalOf(error: ClientError, cors: Fields): string {
  const refusal = refusalByNodeCode[error.code ?? ""] ?? malformed;
  const { fields, body } = partsOf(refusal, cors);
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${refusal.status}\r\n${lines.join("")}\r\n${body}`;
}

function partsOf(
  { code, message }: Refusal,
  cors: Fields,
): { readonly fields: Fields; readonly body: string } {
  const body = errorBody(code, message);
  return { fields: { ...commonFields, ...cors, "Content-Length": Buffer.byteLength(body) }, body };
}
