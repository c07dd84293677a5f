import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { seededRandom } from "../../support/seeded-random.ts";
import { FaultyProxy } from "./faulty-proxy.ts";

test("counts writes that a server leaves unanswered, until it answers one", async () => {
  let hangs = true;
  let client = new AbortController();
  const server = createServer((request, response) => {
    request.resume();
    if (request.method === "GET" || !hangs) response.end();
    else client.abort();
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
  const ask = (method: string) => {
    client = new AbortController();
    return fetch(url, { method, signal: client.signal });
  };

  await expect(ask("POST")).rejects.toThrow("aborted");
  await expect(ask("PUT")).rejects.toThrow("aborted");
  await ask("GET");
  await expect.poll(() => proxy.unansweredWrites).toBe(2);
  hangs = false;
  await ask("POST");
  expect(proxy.unansweredWrites).toBe(0);
});
