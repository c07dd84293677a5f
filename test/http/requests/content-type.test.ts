import { expect, test } from "vitest";
import { replicate } from "../../../src/replication/index.ts";
import { openStreamStore } from "../../../src/store/index.ts";
import { errorIn, startServer } from "../start-server.ts";

const spellings = ["text/plain;charset=UTF-8", "TEXT/plain", 'text/plain; charset="utf-8"', "text/plain;"];

test.each(spellings)("%s is the type of a text/plain stream", async (contentType) => {
  const { url, store } = await startServer();
  const headers = { "Content-Type": contentType };
  await store.create("log", { contentType: "text/plain", data: "a" });
  expect((await fetch(`${url}log`, { method: "POST", headers, body: "b" })).status).toBe(204);
  expect((await fetch(`${url}log`, { method: "PUT", headers })).status).toBe(200);
  const fork = { ...headers, "Stream-Forked-From": "/log" };
  expect((await fetch(`${url}fork`, { method: "PUT", headers: fork })).status).toBe(201);
  expect((await fetch(`${url}fork`, { method: "PUT", headers: fork })).status).toBe(200);
  expect((await fetch(`${url}fork`, { method: "POST", headers, body: "c" })).status).toBe(204);
  expect(await (await fetch(`${url}fork`)).text()).toBe("abc");
});

test("fetch appends a string to a text/plain stream, and text/plain is the type of a stream that it created", async () => {
  const { url, store } = await startServer();
  await store.create("log", { contentType: "text/plain" });
  expect((await fetch(`${url}log`, { method: "POST", body: "a" })).status).toBe(204);
  expect((await fetch(`${url}own`, { method: "PUT", body: "a" })).status).toBe(201);
  expect((await store.head("own")).contentType).toBe("text/plain;charset=UTF-8");
  expect((await store.create("own", { contentType: "text/plain" })).created).toBe(false);
});

test("all labels of an encoding name the same charset, and unknown ones only themselves", async () => {
  const { url, store } = await startServer();
  await store.create("log", { contentType: "text/plain; charset=latin1" });
  await store.create("odd", { contentType: "text/plain; charset=Nonsense" });
  const statusOf = async (path: string, contentType: string) =>
    (await fetch(url + path, { method: "POST", headers: { "Content-Type": contentType }, body: "a" })).status;
  expect(await statusOf("log", "text/plain; charset=ISO-8859-1")).toBe(204);
  expect(await statusOf("log", 'text/plain; charset="windows-1252"')).toBe(204);
  expect(await statusOf("log", "text/plain; charset=iso-8859-2")).toBe(409);
  expect(await statusOf("odd", "text/plain; charset=nonsense")).toBe(204);
  expect(await statusOf("odd", "text/plain; charset=nonsense2")).toBe(409);
});

test.each(["text/plain; charset=iso-8859-1", "text/html", "text/plain; format=flowed", "application/json"])(
  "%s is not",
  async (contentType) => {
    const { url, store } = await startServer();
    await store.create("log", { contentType: "text/plain" });
    const headers = { "Content-Type": contentType };
    for (const method of ["POST", "PUT"]) {
      const response = await fetch(`${url}log`, { method, headers, body: "1" });
      expect((await errorIn(response)).status).toBe(409);
    }
  },
);

test("a push appends to a stream whose type is spelled differently", async () => {
  const { url, store: remote } = await startServer();
  await remote.create("log", { contentType: "text/plain;charset=UTF-8" });
  const store = openStreamStore({ inMemory: true });
  await store.create("log", { contentType: "text/plain", data: "hello" });
  const push = replicate(store, { url, streams: ["log"], direction: "push" });
  await expect.poll(async () => (await remote.read("log")).messages.length).toBe(1);
  await push.close();
  await store.close();
});
