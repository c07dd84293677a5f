import { format } from "node:util";
import createDebug from "debug";
import { expect, onTestFinished, test } from "vitest";
import { servePort } from "../../../src/ipc/server/server.ts";
import { StreamsClient } from "../../../src/ipc/client/client.ts";
import { fromMessagePort } from "../../../src/ipc/ports/message-port.ts";
import { openStreamStore } from "../../../src/store/index.ts";

test("DEBUG prints which window was refused which operation, in one line and without a stack", async () => {
  const lines: string[] = [];
  const { log } = createDebug;
  createDebug.log = (...args) => void lines.push(format(...args));
  createDebug.enable("electron-durable-streams:*");
  onTestFinished(() => {
    createDebug.disable();
    createDebug.log = log;
  });
  const store = openStreamStore({ inMemory: true });
  onTestFinished(() => store.close());
  const client = new StreamsClient(async () => {
    const { port1, port2 } = new MessageChannel();
    servePort(store, fromMessagePort(port2), { access: { "notes/": "read" }, label: "page.html (window 1)" });
    return fromMessagePort(port1);
  });
  await client.append("other", "x").catch(() => {});
  client.close();
  await expect.poll(() => lines.join("\n")).toContain("gone");
  expect(lines.join("\n")).toMatch(
    /ipc.* page\.html \(window 1\): connected, with access \{ 'notes\/': 'read' \}/,
  );
  expect(lines.join("\n")).toMatch(
    /page\.html \(window 1\): append of 'other' failed: FORBIDDEN, this window may not/,
  );
  expect(lines.join("\n")).not.toMatch(/\bat /);
});
