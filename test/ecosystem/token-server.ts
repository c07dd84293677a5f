import { createServer, request as openRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { startServer, type RunningServer } from "../http/start-server.ts";

const token = "secret";

export const authorization = { Authorization: `Bearer ${token}` };

export interface TokenServer extends RunningServer {
  /** Starts a server of the app whose route passes reads on with the token. Resolves to its root, with a slash at its end. */
  readRoute(): Promise<string>;
}

/** A store behind `serveStreams` with a token, closed at the end of the running test. */
export async function startTokenServer(): Promise<TokenServer> {
  const server = await startServer({ token });
  return { ...server, readRoute: () => startReadRoute(server.url) };
}

async function startReadRoute(target: string): Promise<string> {
  const route = createServer((request, response) => {
    const upstream = openRequest(new URL(request.url!.slice(1), target), {
      method: request.method!,
      headers: { accept: request.headers.accept ?? "*/*", ...authorization },
    });
    upstream.on("error", () => response.destroy());
    upstream.on("response", (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    });
    response.on("close", () => upstream.destroy());
    upstream.end();
  });
  await new Promise<void>((resolve) => route.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    route.close();
    route.closeAllConnections();
  });
  return `http://127.0.0.1:${(route.address() as AddressInfo).port}/`;
}
