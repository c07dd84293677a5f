import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { seededRandom } from "../contract/seeded-random.ts";
import { FaultyProxy } from "./faulty-proxy.ts";

test("writes that a server leaves unanswered are counted, until it answers one", async () => {
  let hangs = true;
  const server = createServer((request, response) => {
    request.resume();
    if (request.method === "GET" || !hangs) response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const proxy = new FaultyProxy(seededRandom(1));
  const url = await proxy.listen();
  proxy.target = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  onTestFinished(() => {
    proxy.close();
    server.close();
    server.closeAllConnections();
  });
  const ask = (method: string, signal?: AbortSignal) => fetch(url, { method, ...(signal && { signal }) });
  /** The client gives up once the server has the request. */
  const giveUp = async (method: string) => {
    const abort = new AbortController();
    server.once("request", () => abort.abort());
    await expect(ask(method, abort.signal)).rejects.toThrow("aborted");
  };

  await giveUp("POST");
  await giveUp("PUT");
  await ask("GET");
  await expect.poll(() => proxy.givenUp).toBe(2);
  hangs = false;
  await ask("POST");
  expect(proxy.givenUp).toBe(0);
});
