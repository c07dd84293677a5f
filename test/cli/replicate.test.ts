import { describe, expect, it as everywhere } from "vitest";
import { openTestStore } from "../support/open-store.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { failureOf, resultOf, startCli, succeed } from "./run-cli.ts";
import { serverPlace, token } from "./streams/places.ts";

// Windows terminates a process without a signal that it can handle.
const it = everywhere.skipIf(process.platform === "win32");

describe("replicate", () => {
  it("pushes streams once, says what it did, and pushes only what is new the next time", async () => {
    const { url, inspect } = await serverPlace();
    const directory = await filledFolder();
    const args = ["replicate", "push", directory, url, "--token", token, "--once"];
    const lines = (await succeed(...args)).trimEnd().split("\n");
    expect(lines).toContain("orders: up to date, 2 messages pushed");
    expect(lines).toContain("logs/app: up to date, 1 message pushed");
    expect(await succeed(...args, "orders")).toContain("orders: up to date, 0 messages pushed\n");
    expect((await inspect((store) => store.read("orders"))).messages.map(({ data }) => data)).toEqual([1, 2]);
  });

  it("pulls streams into a new folder until Ctrl-C, with its status in JSON", async () => {
    const { url, inspect } = await serverPlace();
    await inspect((store) => store.create("orders", { contentType: "application/json", data: [1] }));
    const copy = await temporaryDirectory();
    const child = startCli("replicate", "pull", copy, url, "orders", "--token", token, "--json");
    const result = resultOf(child);
    await new Promise<void>((resolve) => {
      let text = "";
      child.stdout.on("data", (chunk: Buffer) => {
        text += chunk.toString();
        if (/"state":"upToDate","lag":\{[^}]*\},"messages":1/.test(text)) resolve();
      });
    });
    child.kill("SIGINT");
    expect(await result).toMatchObject({ exitCode: 130, stderr: "" });
    expect(await succeed("read", copy, "orders")).toBe("1\n");
  });

  it("fails with --once at the first error, in one line, and with streams that do not exist", async () => {
    const { url } = await serverPlace();
    const directory = await filledFolder();
    const refused = await resultOf(startCli("replicate", "push", directory, url, "--once"));
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toMatch(/^electron-durable-streams: [^\n]*\(UNAUTHORIZED\)\n$/);
    expect(await failureOf("replicate", "push", directory, url, "none")).toContain("(NOT_FOUND)");
    expect(await failureOf("replicate", "pull", directory, url)).toContain("needs the paths");
    expect(await failureOf("replicate", "sync", directory, url)).toContain("Allowed choices are push, pull");
    expect(await failureOf("replicate", "push", directory, "nowhere")).toContain("url must be the URL");
  });
});

async function filledFolder(): Promise<string> {
  const directory = await temporaryDirectory();
  const store = openTestStore({ directory });
  await store.create("orders", { contentType: "application/json", data: [1, 2] });
  await store.create("logs/app", { contentType: "text/plain", data: "hello\n" });
  await store.close();
  return directory;
}
