import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { errorBody } from "../response/error-response.ts";
import type { HttpErrorCode } from "../response/http-error.ts";

interface Answer {
  readonly status: string;
  readonly code: HttpErrorCode;
  readonly message: string;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

const headers = {
  "Content-Type": "application/json",
  "X-Content-Type-Options": "nosniff",
  Connection: "close",
} as const;

const malformed: Answer = {
  status: "400 Bad Request",
  code: "BAD_REQUEST",
  message: "this is not valid HTTP",
};

const unexpected: Answer = {
  status: "417 Expectation Failed",
  code: "BAD_REQUEST",
  message: "nothing but 100-continue can be expected",
};

const answerByNodeCode: Readonly<Record<string, Answer>> = {
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

/**
 * Answers what never becomes a `Request`: bytes that are no HTTP, and a request that does not end. The adapter is not
 * shown the others that are broken: it would answer without a body, or write to what has been answered.
 */
export function answerBrokenRequests(server: Server): void {
  const [adapter] = server.listeners("request") as RequestListener[];
  const unanswered = new WeakMap<Duplex, Exchange[]>();
  server.removeAllListeners("request");
  server.on("request", (request, response) => {
    const { socket, headers, url = "" } = request;
    const pending = unanswered.get(socket);
    if (pending) take(pending, { request, response });
    else unanswered.set(socket, [{ request, response }]);
    if (headers.host === undefined || !isTarget(url)) refuse(response, malformed);
    else adapter!(request, response);
  });
  server.on("checkExpectation", (_request, response) => refuse(response, unexpected));
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    // An answer must not end up inside of another one, and not be taken for that to a request before.
    const isFirst = (unanswered.get(socket) ?? []).every(isAnsweredOrBroken);
    if (socket.writable && isFirst) socket.write(answerTo(error));
    socket.destroy();
  });
}

function refuse(response: ServerResponse, answer: Answer): void {
  const body = bodyOf(answer);
  response.writeHead(Number.parseInt(answer.status), {
    ...headers,
    "Content-Length": Buffer.byteLength(body),
  });
  response.end(body);
}

/** Answers go out in order, so those that are out are at the front. */
function take(pending: Exchange[], exchange: Exchange): void {
  while (pending[0]?.response.closed) pending.shift();
  pending.push(exchange);
}

/** Or whether it is this request that is broken: it has not arrived as a whole, and nobody has answered it. */
function isAnsweredOrBroken({ request, response }: Exchange): boolean {
  return response.closed || (!request.complete && !response.headersSent);
}

/** A path, `*`, or a whole URL, as to a proxy (RFC 9112, 3.2). */
function isTarget(target: string): boolean {
  if (target.startsWith("/") || target === "*") return true;
  return URL.canParse(target) && /^https?:$/.test(new URL(target).protocol);
}

function answerTo(error: NodeJS.ErrnoException): string {
  const answer = answerByNodeCode[error.code ?? ""] ?? malformed;
  const body = bodyOf(answer);
  const lines = Object.entries({ ...headers, "Content-Length": Buffer.byteLength(body) }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  return `HTTP/1.1 ${answer.status}\r\n${lines.join("")}\r\n${body}`;
}

function bodyOf({ code, message }: Answer): string {
  return errorBody(code, message);
}
