import { createServer } from "node:http";
import { once } from "node:events";
import { readFileSync, symlinkSync } from "node:fs";
import { basename, join } from "node:path";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { serveStreams } from "../../../src/http/index.ts";
import { openStreamStore } from "../../../src/store/index.ts";
import { openTestStore } from "../../support/open-store.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { failureOf, succeed } from "../run-cli.ts";
import { serverPlace, token } from "./places.ts";

describe("a store that an app has open", () => {
  it("can be read, and a refused write names the process and the URL that it serves", async () => {
    const { directory, url } = await serverPlace();
    const line = await failureOf("create", directory, "orders");
    expect(line).toContain(
      `${directory} is open for writing in process ${process.pid} (${basename(process.execPath)})`,
    );
    expect(line).toContain(`name ${url} in place of the folder`);
    expect(line).toContain("(STORE_LOCKED)");
    expect(await succeed("list", directory)).toBe("");
    await succeed("create", url, "orders", "--token", token);
    expect(await succeed("list", directory)).toContain("orders");
    for (const args of [
      ["append", directory, "orders", "1"],
      ["delete", directory, "orders"],
      ["compact", directory],
    ])
      expect(await failureOf(...args)).toContain(url);
  });

  it("names no URL once the app serves it no more, and that of the server which is left", async () => {
    const directory = await temporaryDirectory();
    const store = openTestStore({ directory });
    const [first, second] = [await serveStreams(store, { port: 0 }), await serveStreams(store, { port: 0 })];
    await second.close();
    expect(detailsOf(directory)).toEqual({ pid: process.pid, url: first.url });
    await first.close();
    expect(detailsOf(directory)).toEqual({ pid: process.pid });
    expect(await failureOf("create", directory, "orders")).toContain("serveStreams()");
    await store.close();
  });

  it("is not told of a URL by a store that was opened read-only", async () => {
    const directory = await temporaryDirectory();
    const store = openTestStore({ directory });
    const before = readFileSync(join(directory, "writer.pid"));
    const reader = openStreamStore({ directory, readOnly: true });
    const server = await serveStreams(reader, { port: 0 });
    expect(readFileSync(join(directory, "writer.pid")).equals(before)).toBe(true);
    await server.close();
    await reader.close();
    await store.close();
  });
});

describe("a server", () => {
  it("that is down, or refuses the token, fails in one line", async () => {
    const { url } = await serverPlace();
    expect(await failureOf("list", url)).toContain("(UNAUTHORIZED)");
    expect(await failureOf("read", url, "orders", "--token", "wrong")).toContain("pass --token");
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, "close");
    for (const args of [["list"], ["read"], ["info"], ["delete"]])
      expect(
        await failureOf(args[0]!, `http://127.0.0.1:${port}`, ...(args[0] === "list" ? [] : ["orders"])),
      ).toContain("ECONNREFUSED (DISCONNECTED)");
  });

  it("that is no Durable Streams server is recognised", async () => {
    const server = createServer((_, response) => {
      response.writeHead(200, { "Content-Type": "text/html" }).end("<h1>Welcome</h1>");
    }).listen(0, "127.0.0.1");
    onTestFinished(() => void server.close());
    await once(server, "listening");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(await failureOf("list", url)).toContain("does not list its streams");
    expect(await failureOf("read", url, "orders")).toContain("not from a Durable Streams server");
    expect(await failureOf("create", url, "orders")).toContain("not from a Durable Streams server");
  });

  it("is refused by the commands that need a folder", async () => {
    const url = "http://127.0.0.1:4437";
    for (const args of [
      ["verify", url],
      ["backup", url, "x.db"],
      ["export", url, "a"],
      ["compact", url],
      ["inspect", url],
    ])
      expect(await failureOf(...args)).toContain("needs a store's folder (BAD_REQUEST)");
    expect(await failureOf("list", "ftp://example.com")).toContain("must start with https: or http:");
  });

  it("has no boundaries between messages of text, which --json says", async () => {
    const { where, inspect } = await serverPlace();
    await inspect((store) => store.create("log", { contentType: "text/plain", data: ["one\n", "two"] }));
    expect(await succeed("read", ...where, "log")).toBe("one\ntwo");
    expect(await failureOf("read", ...where, "log", "--json")).toContain("has no boundaries");
  });
});

it("a missing store is refused by all commands but create, which creates no folder", async () => {
  const missing = join(await temporaryDirectory(), "none");
  for (const args of [
    ["list"],
    ["info", "a"],
    ["read", "a"],
    ["append", "a", "1"],
    ["delete", "a"],
    ["compact"],
  ]) {
    const [command = "", ...rest] = args;
    expect(await failureOf(command, missing, ...rest)).toContain("(NOT_FOUND)");
  }
});

it("append refuses a file of the store as its input", async () => {
  const directory = await temporaryDirectory();
  await openStreamStore({ directory }).close();
  symlinkSync(directory, join(directory, "alias"));
  expect(await failureOf("append", join(directory, "alias"), "none")).toContain("(NOT_FOUND)");
});

function detailsOf(directory: string): unknown {
  try {
    openStreamStore({ directory });
  } catch (error) {
    return (error as { details: unknown }).details;
  }
  throw new Error("the store was not locked");
}
