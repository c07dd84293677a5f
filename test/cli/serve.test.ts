import { expect, it as everywhere } from "vitest";
import { openStreamStore } from "../../src/store/index.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { firstLine, resultOf, runCli, startCli, type CliProcess } from "./run-cli.ts";

// Windows terminates a process without a signal that it can handle.
const it = everywhere.skipIf(process.platform === "win32");

it("serves a store to clients that have the token, until it is stopped", async () => {
  const directory = await temporaryDirectory();
  const child = startCli("serve", directory, "--port", "0", "--token", "secret");
  const result = resultOf(child);
  const url = await printedUrl(child);
  const headers = { Authorization: "Bearer secret", "Content-Type": "text/plain" };
  expect((await fetch(`${url}log`, { method: "PUT", headers, body: "hello" })).status).toBe(201);
  expect((await fetch(`${url}log`)).status).toBe(401);
  child.kill("SIGTERM");
  expect(await result).toMatchObject({ exitCode: 0 });
  const store = openStreamStore({ directory, readOnly: true });
  expect((await store.head("log")).messageCount).toBe(1);
  await store.close();
});

it("generates a token, and prints it to standard error", async () => {
  const child = startCli("serve", await temporaryDirectory(), "--port", "0");
  const result = resultOf(child);
  const url = await printedUrl(child);
  expect((await fetch(`${url}log`)).status).toBe(401);
  child.kill("SIGINT");
  const { stderr } = await result;
  expect(stderr).toMatch(/^Clients send: Authorization: Bearer [\w-]{43}$/m);
});

it("serves a store that an app is using, with --read-only", async () => {
  const directory = await temporaryDirectory();
  const store = openStreamStore({ directory });
  await store.create("log", { contentType: "text/plain", data: "hello" });
  const child = startCli("serve", directory, "--port", "0", "--no-token", "--read-only");
  const result = resultOf(child);
  const url = await printedUrl(child);
  expect(await (await fetch(`${url}log`)).text()).toBe("hello");
  expect((await fetch(`${url}log`, { method: "DELETE" })).status).toBe(403);
  child.kill("SIGTERM");
  expect(await result).toMatchObject({ exitCode: 0 });
  await store.close();
});

it("refuses an invalid port", async () => {
  const { exitCode, stderr } = await runCli("serve", await temporaryDirectory(), "--port", "70000");
  expect(exitCode).toBe(1);
  expect(stderr).toContain("A port is a whole number from 0 to 65535.");
});

async function printedUrl(child: CliProcess): Promise<string> {
  const line = await firstLine(child);
  expect(line).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\n$/);
  return line.trimEnd();
}
