import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openStreamStore } from "../../../src/store/index.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import type { MemoryReport } from "./server.ts";

const count = 1_000_000;
const mebibyte = 1024 * 1024;
/** What is garbage depends on when V8 collects: it collects before each report, and often. */
const execArgv = ["--expose-gc", "--max-semi-space-size=1"];

test("sends 1,000,000 JSON messages in one response with less than 64 MiB, beside a reader that stalls", async () => {
  const directory = await temporaryDirectory();
  const bytes = await fill(directory);
  expect(bytes).toBeGreaterThan(100 * mebibyte);
  const { url, server } = await startServer(directory);
  expect(await sizeOf(await open(`${url}small`))).toBe(3);
  const idle = await memoryOf(server);

  const stalled = await open(`${url}large`);
  await once(stalled, "readable");
  expect(await sizeOf(await open(`${url}large`))).toBe(bytes);
  expect(stalled.complete).toBe(false);
  expect(await sizeOf(stalled)).toBe(bytes);
  const { peak } = await memoryOf(server);
  expect((peak - idle.now) / mebibyte).toBeLessThan(64);
});

/** Returns the size of the response for the large stream. */
async function fill(directory: string): Promise<number> {
  const store = openStreamStore({ directory, durability: "normal" });
  await store.create("small", { contentType: "application/json", data: [1] });
  await store.create("large", { contentType: "application/json" });
  for (let from = 0; from < count; from += 10_000) {
    const messages = Array.from(
      { length: 10_000 },
      (_, i) => `{"n":${from + i},"text":"${"x".repeat(100)}"}`,
    );
    await store.append("large", Buffer.from(`[${messages.join()}]`));
  }
  const { byteCount } = await store.head("large");
  await store.close();
  const commas = count - 1;
  const brackets = 2;
  return byteCount + commas + brackets;
}

async function startServer(directory: string): Promise<{ url: string; server: ChildProcess }> {
  const server = fork(join(import.meta.dirname, "server.ts"), [directory], { execArgv });
  onTestFinished(async () => {
    server.disconnect();
    await once(server, "exit");
  });
  const [url] = (await once(server, "message")) as [string];
  return { url, server };
}

async function memoryOf(server: ChildProcess): Promise<MemoryReport> {
  server.send("memory");
  const [report] = (await once(server, "message")) as [MemoryReport];
  return report;
}

function open(url: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => get(url, { agent: false }, resolve).on("error", reject));
}

async function sizeOf(response: IncomingMessage): Promise<number> {
  let bytes = 0;
  for await (const chunk of response) bytes += (chunk as Buffer).length;
  return bytes;
}
