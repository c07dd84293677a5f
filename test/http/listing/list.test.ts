import { expect, it } from "vitest";
import { errorIn, startServer } from "../start-server.ts";

interface Page {
  readonly streams: readonly { readonly path: string; readonly tailOffset: string }[];
  readonly next?: string;
}

it("lists the streams page by page, with a prefix", async () => {
  const { url, store } = await startServer({ basePath: "/v1/stream" });
  for (const path of ["a", "b/1", "b/2", "c"]) await store.create(path);
  expect((await listed(url, "limit=3")).next).toBe("b/2");
  expect(await pathsOf(url, "limit=3&after=b/2")).toEqual(["c"]);
  expect(await pathsOf(url, "prefix=b/")).toEqual(["b/1", "b/2"]);
  const { tailOffset } = await store.head("a");
  expect((await listed(url, "limit=1")).streams[0]).toMatchObject({ path: "a", tailOffset });
});

it("reveals no stream that authorize refuses, neither by a short page nor by next", async () => {
  const { url, store } = await startServer({ authorize: (_, path) => !path.startsWith("secret") });
  for (const path of ["a", "secret/1", "secret/2", "z"]) await store.create(path);
  expect(await listed(url, "limit=2")).toMatchObject({ streams: [{ path: "a" }, { path: "z" }] });
  const page = await listed(url, "limit=1");
  expect(page).toMatchObject({ streams: [{ path: "a" }], next: "a" });
  expect(await pathsOf(url, "after=secret/1")).toEqual(["z"]);
  expect((await listed(url, "prefix=secret")).streams).toEqual([]);
});

it("refuses an invalid limit and other methods", async () => {
  const { url } = await startServer();
  for (const limit of ["0", "x", "1001"])
    expect(await errorIn(await fetch(`${url}__ds/streams?limit=${limit}`))).toEqual({
      status: 400,
      code: "BAD_REQUEST",
    });
  const response = await fetch(`${url}__ds/streams`, { method: "POST", body: "{}" });
  expect(await errorIn(response)).toEqual({ status: 405, code: "METHOD_NOT_ALLOWED" });
});

async function listed(url: string, query: string): Promise<Page> {
  return (await (await fetch(`${url}__ds/streams?${query}`)).json()) as Page;
}

async function pathsOf(url: string, query: string): Promise<string[]> {
  return (await listed(url, query)).streams.map(({ path }) => path);
}
