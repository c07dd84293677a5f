import { InvalidAnswer } from "../answers.ts";

const knownStatuses = new Set([
  100, 200, 201, 204, 304, 400, 401, 403, 404, 405, 408, 409, 410, 413, 415, 417, 429, 431, 501,
]);

/**
 * Parses the bytes that came over a connection, one character for each, and returns the statuses. The last response
 * may be incomplete.
 *
 * @throws InvalidAnswer if a response is not valid HTTP/1.1, or violates the protocol
 */
export function statusesIn(received: string): number[] {
  const statuses: number[] = [];
  for (let rest = received; rest !== "";) {
    const end = rest.indexOf("\r\n\r\n");
    if (end < 0) {
      if (!"HTTP/1.1 ".startsWith(rest.slice(0, 9))) throw new InvalidAnswer(quote(rest));
      return statuses;
    }
    const head = rest.slice(0, end);
    const status = statusOf(head);
    const { body, length } = takeBody(head, status, rest.slice(end + 4));
    if (body === undefined) return statuses;
    if (status !== 100) statuses.push(status);
    if (status >= 400) checkError(head, body);
    rest = rest.slice(end + 4 + length);
  }
  return statuses;
}

function statusOf(head: string): number {
  const [first, ...headers] = head.split("\r\n");
  const status = Number(/^HTTP\/1\.1 (\d{3}) [ -~]*$/.exec(first!)?.[1]);
  if (!knownStatuses.has(status)) throw new InvalidAnswer(quote(head));
  for (const header of headers)
    if (!/^[\w-]+: [ -~]*$/.test(header)) throw new InvalidAnswer(`header ${quote(header)}`);
  return status;
}

/** Returns no body if the response is incomplete. */
function takeBody(head: string, status: number, rest: string): { body: string | undefined; length: number } {
  const none = { body: "", length: 0 };
  // A response to HEAD has a Content-Length and no body.
  if (status < 200 || status === 204 || status === 304 || rest.startsWith("HTTP/1.1 ")) return none;
  const length = /^content-length: (\d+)$/im.exec(head)?.[1];
  if (length !== undefined) {
    if (rest === "") return none;
    return {
      body: rest.length < Number(length) ? undefined : rest.slice(0, Number(length)),
      length: Number(length),
    };
  }
  if (/^transfer-encoding: chunked$/im.test(head)) return rest === "" ? none : takeChunks(rest);
  return { body: rest, length: rest.length };
}

function takeChunks(text: string): { body: string | undefined; length: number } {
  let body = "";
  let at = 0;
  for (;;) {
    const size = /^([\da-f]+)\r\n/i.exec(text.slice(at, at + 20));
    if (!size) {
      if (text.length - at < 10) return { body: undefined, length: 0 };
      throw new InvalidAnswer(`chunk ${quote(text.slice(at))}`);
    }
    const start = at + size[0].length;
    const end = start + Number.parseInt(size[1]!, 16);
    body += text.slice(start, end);
    at = end + 2;
    if (at > text.length) return { body: undefined, length: 0 };
    if (end === start) return { body, length: at };
  }
}

function checkError(head: string, body: string): void {
  // A response to HEAD has no body to check.
  if (body === "" && /^content-length: [1-9]/im.test(head)) return;
  let error: { code?: unknown; message?: unknown } | undefined;
  try {
    ({ error } = JSON.parse(body) as { error?: { code?: unknown; message?: unknown } });
  } catch {
    throw new InvalidAnswer(`error ${quote(body)}`);
  }
  if (typeof error?.code !== "string" || typeof error.message !== "string")
    throw new InvalidAnswer(`error ${quote(body)}`);
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, 300));
}
