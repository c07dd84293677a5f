import { request as openRequest, type IncomingMessage, type ServerResponse } from "node:http";

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

/** Forwards a request; with `cut` only a part of it. When the client gives up, so does the forwarded request. */
export function forward(
  request: IncomingMessage,
  body: Buffer,
  target: string,
  { cut = false, client }: { readonly cut?: boolean; readonly client?: ServerResponse } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { host: _, connection: __, ...headers } = request.headers;
    const upstream = openRequest(new URL(request.url!, target), {
      method: request.method!,
      headers,
      agent: false,
    });
    upstream.on("error", reject);
    upstream.on("response", (response) => {
      readAll(response).then(
        (body) => resolve({ status: response.statusCode!, headers: response.headers, body }),
        reject,
      );
    });
    client?.on("close", () => upstream.destroy());
    if (!cut) return void upstream.end(body);
    // Half of the body, and never the end of the request.
    upstream.write(body.subarray(0, Math.floor(body.length / 2)), () => upstream.destroy(new Error("cut")));
    if (body.length === 0) upstream.destroy(new Error("cut"));
  });
}

export function answer({ status, headers, body }: Answer, response: ServerResponse): void {
  response.writeHead(status, { ...plain(headers), "content-length": body.length });
  response.end(status === 204 ? undefined : body);
}

/** Sends less than it announces. */
export function truncate({ status, headers, body }: Answer, response: ServerResponse): void {
  response.writeHead(status, { ...plain(headers), "content-length": body.length + 1 });
  response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy());
}

function plain(headers: Answer["headers"]): Answer["headers"] {
  const ofConnection = ["connection", "transfer-encoding", "keep-alive"];
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !ofConnection.includes(name)));
}

export async function readAll(from: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of from) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
