import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { openStreamStore } from "../../../src/store/index.ts";
import { expectThrown } from "../../support/expect-code.ts";
import { killProcess } from "../../support/kill-process.ts";
import { openTestStore } from "../../support/open-store.ts";
import { numbered, readTexts, takeTexts } from "../../support/reading.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

describe("a store held by another process", () => {
  test("refuses a second writer with STORE_LOCKED and the holder's process id", async () => {
    const { directory, pid } = await startWriter();
    expectThrown(() => openStreamStore({ directory }), "STORE_LOCKED", { pid });
  });

  test("can be read and followed live", async () => {
    const { directory, say } = await startWriter();
    const reader = openTestStore({ directory, readOnly: true });
    const received = takeTexts(reader.subscribe("a"), 30);
    await takeTexts(reader.subscribe("a"), 10);
    await say("append");
    await say("append");
    expect(await received).toEqual(numbered(30));
    expect(await readTexts(reader, "a")).toEqual(numbered(30));
  });

  test("opens after that process is killed, with everything it acknowledged", async () => {
    const { directory, say, kill } = await startWriter();
    await say("append");
    await kill();
    const store = openTestStore({ directory });
    expect(await readTexts(store, "a")).toEqual(numbered(20));
    await store.append("a", "20");
    expect(await readTexts(store, "a")).toEqual(numbered(21));
  });
});

/** A process that holds the store, with ten messages in "a"; `say("append")` resolves when it has written ten more. */
async function startWriter(): Promise<{
  directory: string;
  pid: number;
  say: (line: string) => Promise<void>;
  kill: () => Promise<void>;
}> {
  const directory = await temporaryDirectory();
  const script = fileURLToPath(new URL("writer-process.ts", import.meta.url));
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", script, directory], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const kill = () => killProcess(child);
  onTestFinished(kill);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answered = async () => {
    const line = await lines.next();
    expect(line).toMatchObject({ done: false, value: "acknowledged" });
  };
  await answered();
  const say = async (line: string) => {
    child.stdin.write(`${line}\n`);
    await answered();
  };
  return { directory, pid: child.pid!, say, kill };
}
