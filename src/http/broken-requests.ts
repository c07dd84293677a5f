import type { Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { errorText, type HttpErrorCode } from "./error-response.ts";

interface Answer {
  readonly status: string;
  readonly code: HttpErrorCode;
  readonly message: string;
}

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
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    const response = latest.get(socket);
    // A second answer must not end up inside of the first.
    const isAnswering = response?.headersSent && !response.writableFinished;
    if (socket.writable && !isAnswering) socket.write(answerTo(error));
    socket.destroy();
  });
}

function answerTo(error: NodeJS.ErrnoException): string {
  const { status, code, message } = answerByNodeCode[error.code ?? ""] ?? malformed;
  const body = errorText(code, message);
  const headers = [
    "Content-Type: application/json",
    "X-Content-Type-Options: nosniff",
    "Connection: close",
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return `HTTP/1.1 ${status}\r\n${headers.join("\r\n")}\r\n\r\n${body}`;
}
