import { once } from "node:events";
import { describe, expect, it as everywhere } from "vitest";
import { serveStreams } from "../../../src/http/index.ts";
import { openTestStore } from "../../support/open-store.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { resultOf, startCli, type CliProcess } from "../run-cli.ts";

// Windows terminates a process without a signal that it can handle.
const it = everywhere.skipIf(process.platform === "win32");

describe("read --follow", () => {
  it("prints what an app appends to its folder, until Ctrl-C", async () => {
    const directory = await temporaryDirectory();
    const store = openTestStore({ directory });
    await store.create("orders", { contentType: "application/json", data: [1, 2] });
    const child = startCli("tail", "-f", "-n", "1", directory, "orders");
    const output = readOutput(child);
    await output.until("2\n");
    await store.append("orders", { total: 42 });
    await output.until('2\n{"total":42}\n');
    child.kill("SIGINT");
    expect(await output.exit).toBe(130);
    await store.close();
  });

  it("ends by itself at the end of a closed stream", async () => {
    const directory = await temporaryDirectory();
    const store = openTestStore({ directory });
    await store.create("orders", { contentType: "application/json", data: [1], closed: true });
    const { exitCode, stdout } = await resultOf(startCli("read", "--follow", directory, "orders"));
    expect([exitCode, stdout.toString()]).toEqual([0, "1\n"]);
    await store.close();
  });

  it("continues when its server comes back, and prints nothing twice", async () => {
    const store = openTestStore();
    await store.create("orders", { contentType: "application/json", data: [1, 2] });
    const first = await serveStreams(store, { port: 0 });
    const port = Number(new URL(first.url).port);
    const child = startCli("read", "--follow", "--last", "1", first.url, "orders");
    const output = readOutput(child);
    await output.until("2\n");
    await store.append("orders", 3);
    await output.until("2\n3\n");
    await first.close();
    await once(child.stderr, "data");
    await store.append("orders", 4);
    const second = await serveStreams(store, { port });
    await output.until("2\n3\n4\n");
    child.kill("SIGINT");
    expect(await output.exit).toBe(130);
    await second.close();
    await store.close();
  });

  it("fails when the stream is deleted", async () => {
    const directory = await temporaryDirectory();
    const store = openTestStore({ directory });
    await store.create("orders", { contentType: "application/json", data: [1] });
    const child = startCli("read", "--follow", directory, "orders");
    const result = resultOf(child);
    await once(child.stdout, "data");
    await store.delete("orders");
    expect(await result).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("(NOT_FOUND)") });
    await store.close();
  });
});

/** Collects what a process prints; `until` waits for all of it to be a text. */
function readOutput(child: CliProcess) {
  let text = "";
  const waiting = new Set<() => void>();
  child.stdout.on("data", (chunk: Buffer) => {
    text += chunk.toString();
    for (const check of waiting) check();
  });
  const exit = once(child, "close").then(([code]) => {
    for (const check of waiting) check();
    return code as number;
  });
  return {
    exit,
    until: (wanted: string) =>
      new Promise<void>((resolve, reject) => {
        const check = () => {
          if (text === wanted) resolve();
          else if (child.exitCode !== null || !wanted.startsWith(text))
            reject(new Error(`printed ${JSON.stringify(text)}, not ${JSON.stringify(wanted)}`));
          else return;
          waiting.delete(check);
        };
        waiting.add(check);
        check();
      }),
  };
}
