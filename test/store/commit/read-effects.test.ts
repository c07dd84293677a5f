import Database from "better-sqlite3";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openStreamStore, type StreamError } from "../../../src/store/index.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

test("logs a background flush that fails, and makes the next commit", async () => {
  const directory = await temporaryDirectory();
  const logged = Promise.withResolvers<StreamError>();
  const ignore = () => {};
  const logger = {
    debug: ignore,
    info: ignore,
    warn: ignore,
    // Maintenance fails meanwhile, too, and logs that.
    error(text: string, error: StreamError) {
      if (text.includes("a commit in the background failed")) logged.resolve(error);
    },
  };
  const store = openStreamStore({ directory, logger, compactIntervalMs: 0, cleanupIntervalMs: 0 });
  onTestFinished(() => store.close());
  await store.create("a", { ttlSeconds: 60, data: "x" });

  const other = new Database(join(directory, "streams.db"));
  onTestFinished(() => void other.close());
  other.exec("BEGIN IMMEDIATE");
  // Slides the deadline in memory: no caller waits for the commit that writes it.
  await store.read("a");
  expect((await logged.promise).code).toBe("STORE_LOCKED");
  other.exec("ROLLBACK");

  expect((await store.append("a", "y")).duplicate).toBe(false);
  expect((await store.head("a")).messageCount).toBe(2);
});
