import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runConformanceTests } from "@durable-streams/server-conformance-tests";
import { afterAll, beforeAll, describe } from "vitest";
import { serveStreams, type ServedStreams } from "../../src/http/index.ts";
import { openStreamStore, type StoreOptions, type StreamStore } from "../../src/store/index.ts";

const longPollTimeoutMs = 3000;

// Both at once, since most of their time is waiting for timeouts; the tests of each one after another, as they are written.
describe.concurrent("the official conformance suite, on disk", () => {
  const directory = mkdtempSync(join(tmpdir(), "streams-conformance-"));
  runAgainst({ directory });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
});

describe.concurrent("the official conformance suite, in memory", () => {
  runAgainst({ inMemory: true });
});

function runAgainst(storeOptions: StoreOptions): void {
  let store: StreamStore;
  let server: ServedStreams;
  // The suite reads the address when a test starts.
  const suite = { baseUrl: "", longPollTimeoutMs, subscriptions: true };

  beforeAll(async () => {
    store = openStreamStore({ ...storeOptions, webhooks: { allowLocalhost: true } });
    server = await serveStreams(store, {
      port: 0,
      basePath: "/v1/stream",
      longPollTimeoutMs,
      // The suite sends requests like those of a page of this origin.
      origins: ["https://example.com"],
    });
    suite.baseUrl = new URL(server.url).origin;
  });
  afterAll(async () => {
    await server.close();
    await store.close();
  });

  describe.sequential("the suite", () => runConformanceTests(suite));
}
