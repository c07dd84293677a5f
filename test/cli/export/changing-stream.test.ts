import { once } from "node:events";
import { describe, expect, it } from "vitest";
import type { StreamStore } from "../../../src/store/index.ts";
import { openTestStore } from "../../support/open-store.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { resultOf, startCli } from "../run-cli.ts";

/** Eight pages of an export, far more than a pipe holds. */
const messages = Array.from({ length: 1024 }, (_, n) => `${n}`.padEnd(8191) + "\n");

/** Exports a stream, and changes it while the export has written its first bytes and waits for the pipe to be read. */
async function exportWhile(change: (store: StreamStore) => Promise<unknown>) {
  const directory = await temporaryDirectory();
  const store = openTestStore({ directory, compactIntervalMs: 0 });
  await store.create("log", { contentType: "text/plain", data: messages });
  const child = startCli("export", directory, "log");
  await once(child.stdout, "readable");
  await change(store);
  const { stdout, ...rest } = await resultOf(child);
  return { ...rest, text: stdout.toString() };
}

describe("an export beside an app that changes the stream", () => {
  it("has the messages that were there when it started, and no later ones", async () => {
    const { text, exitCode } = await exportWhile((store) => store.append("log", ["later\n", "and later\n"]));
    expect(exitCode).toBe(0);
    expect(text).toBe(messages.join(""));
  });

  it("has all of them when the stream is closed or forked meanwhile", async () => {
    const { text, exitCode } = await exportWhile(async (store) => {
      await store.create("fork", { fork: { path: "log" } });
      await store.closeStream("log");
    });
    expect(exitCode).toBe(0);
    expect(text).toBe(messages.join(""));
  });

  it.each([
    ["is deleted", "NOT_FOUND", (store: StreamStore) => store.delete("log")],
    [
      "loses them to retention",
      "GONE",
      (store: StreamStore) => store.setRetention("log", { maxMessages: 1 }),
    ],
    [
      "is deleted and created again",
      "GONE",
      async (store: StreamStore) => {
        await store.delete("log");
        await store.create("log", { contentType: "text/plain", data: messages });
      },
    ],
  ] as const)("fails when the stream %s", async (_name, code, change) => {
    const { text, exitCode, stderr } = await exportWhile(async (store) => {
      await change(store);
      await store.compact();
    });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(new RegExp(`^electron-durable-streams: [^\\n]*\\(${code}\\)\\n$`));
    expect(messages.join("").startsWith(text)).toBe(true);
  });
});
