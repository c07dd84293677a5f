import { afterEach, beforeEach, expect, test } from "vitest";
import type { AccessRules } from "../../../src/ipc/server/access.ts";
import { listAllowed } from "../../../src/ipc/server/calls/list-allowed.ts";
import type { ListOptions, ListPage } from "../../../src/protocol/stream.ts";
import { openStreamStore, type StreamStore } from "../../../src/store/index.ts";

let store: StreamStore;

beforeEach(async () => {
  store = openStreamStore({ inMemory: true });
  const hidden = Array.from({ length: 250 }, (_, i) => `m/hidden/${i}`);
  await Promise.all(["a", "b/1", "b/2", ...hidden, "m/hidden/x/y", "z/1", "z/2"].map((p) => store.create(p)));
});

afterEach(() => store.close());

async function pagesOf(access: AccessRules, options: ListOptions): Promise<string[][]> {
  const pages: string[][] = [];
  let page: ListPage;
  let after: string | undefined;
  do {
    page = await listAllowed(store, access, { ...options, ...(after !== undefined && { after }) });
    pages.push(page.streams.map(({ path }) => path));
    // `next` is a path that the window has seen: hidden paths must not leak.
    if (page.next !== undefined) expect(page.next).toBe(pages.at(-1)!.at(-1));
    after = page.next;
  } while (after !== undefined);
  return pages;
}

test("pages are filled with readable streams, and the last page has no next", async () => {
  const rules: AccessRules = { "": "read", "m/": "none", "m/hidden/x/": "append" };
  expect(await pagesOf(rules, { limit: 1 })).toEqual(
    ["a", "b/1", "b/2", "m/hidden/x/y", "z/1", "z/2"].map((p) => [p]),
  );
  expect(await pagesOf(rules, { limit: 4 })).toEqual([
    ["a", "b/1", "b/2", "m/hidden/x/y"],
    ["z/1", "z/2"],
  ]);
  expect(await pagesOf(rules, { limit: 6 })).toHaveLength(1);
});

test("pages reveal nothing about streams that the window may not read", async () => {
  expect(await pagesOf({ "z/": "read" }, { limit: 1 })).toEqual([["z/1"], ["z/2"]]);
  expect(await pagesOf({ "b/1": "read", "nothing/": "read" }, { limit: 1 })).toEqual([["b/1"]]);
  expect(await pagesOf({ "": "read", "m/": "none" }, { prefix: "m/", limit: 1 })).toEqual([[]]);
});

test("several prefixes are listed in path order, each stream once, from `after` on", async () => {
  const rules: AccessRules = { "z/": "read", "b/": "append", "b/2": "manage", a: "read", "m/": "none" };
  expect(await pagesOf(rules, {})).toEqual([["a", "b/1", "b/2", "z/1", "z/2"]]);
  expect(await pagesOf(rules, { prefix: "b" })).toEqual([["b/1", "b/2"]]);
  expect(await pagesOf(rules, { prefix: "b/2" })).toEqual([["b/2"]]);
  const page = await listAllowed(store, rules, { after: "b/1" });
  expect(page.streams.map(({ path }) => path)).toEqual(["b/2", "z/1", "z/2"]);
});

test.each([7, [], { prefix: 7 }, { limit: 0 }, { limit: "1" }, { from: "a" }])(
  "listing with %j gets BAD_REQUEST",
  async (options) => {
    await expect(listAllowed(store, { "": "read" }, options)).rejects.toMatchObject({ code: "BAD_REQUEST" });
    await expect(listAllowed(store, "read", options)).rejects.toMatchObject({ code: "BAD_REQUEST" });
  },
);
