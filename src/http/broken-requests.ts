import type { Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { errorText, type HttpErrorCode } from "./error-response.ts";

interface Answer {
  readonly status: string;
  readonly code: HttpErrorCode;
  readonly message: string;
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

/** Answers what never becomes a `Request`: bytes that are no HTTP, and a request that does not end. */
export function answerBrokenRequests(server: Server): void {
  const latest = new WeakMap<Duplex, ServerResponse>();
  server.on("request", (request, response) => latest.set(request.socket, response));
  // Before the adapter, which would answer it without a body.
  server.prependListener("request", ({ url = "" }, response) => {
    if (!isTarget(url)) response.writeHead(400, headers).end(bodyOf(malformed));
  });
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    const response = latest.get(socket);
    // A second answer must not end up inside of the first.
    const isAnswering = response?.headersSent && !response.writableFinished;
    if (socket.writable && !isAnswering) socket.write(answerTo(error));
    socket.destroy();
  });
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
  return errorText(code, message);
}
