import { once } from "node:events";
import { connect, type Socket } from "node:net";

export interface AppendLoad {
  readonly contentType: string;
  readonly message: string;
  readonly connections: number;
  readonly ms: number;
}

export interface Load {
  readonly acknowledged: number;
  readonly elapsedMs: number;
}

const endOfHead = "\r\n\r\n";

/**
 * POSTs the same message repeatedly for `ms` milliseconds, one request at a time on each connection. Reads and writes raw
 * bytes, because an HTTP client takes longer than the server and would be the part that is measured.
 */
export async function appendLoad(
  url: string,
  { contentType, message, connections, ms }: AppendLoad,
): Promise<Load> {
  const { hostname, port, host, pathname } = new URL(url);
  const head = `POST ${pathname} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: ${contentType}\r\nContent-Length: ${message.length}`;
  const request = Buffer.from(head + endOfHead + message);
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(Number(port), hostname)));
  const start = performance.now();
  const counts = await Promise.all(sockets.map((socket) => repeat(socket, request, start + ms)));
  const elapsedMs = performance.now() - start;
  return { acknowledged: counts.reduce((sum, count) => sum + count, 0), elapsedMs };
}

async function open(port: number, host: string): Promise<Socket> {
  const socket = connect({ port, host, noDelay: true });
  await once(socket, "connect");
  return socket.setEncoding("latin1");
}

/** Sends the next request when the last one is answered, until `end`; returns the number of answers. */
function repeat(socket: Socket, request: Buffer, end: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let count = 0;
    let received = "";
    socket.on("error", reject);
    socket.on("data", (text: string) => {
      received += text;
      if (!received.endsWith(endOfHead)) return;
      // An acknowledgement has no body, so it ends where its head does.
      if (!/^HTTP\/1\.1 20[04] [^]*?\r\n\r\n$/.test(received)) return reject(new Error(received));
      received = "";
      count++;
      if (performance.now() < end) return void socket.write(request);
      socket.destroy();
      resolve(count);
    });
    socket.write(request);
  });
}
