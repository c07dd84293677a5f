import { expect, onTestFinished, test, vi } from "vitest";
import type { StreamStore } from "../../src/store/index.ts";
import { expectCode } from "../support/expect-code.ts";
import { openTestStore } from "../support/open-store.ts";
import { importRecipe } from "./import-recipe.ts";

interface Settings {
  readonly imported: boolean;
  get(key: string): unknown;
  set(key: string, value: unknown): Promise<void>;
  close(): void;
}
interface Recipe {
  openSettings(store: StreamStore, defaults: object, imported?: object): Promise<Settings>;
}

const recipe = () => importRecipe<Recipe>("electron-store", "settings.ts");

test("a setting that could not be stored keeps its value, also after a restart", async () => {
  const { openSettings } = await recipe();
  const store = openTestStore({ inMemory: true, maxMessageBytes: 1000 });
  const settings = await openSettings(store, { theme: "light" });
  await settings.set("theme", "dark");

  const refused = settings.set("theme", "x".repeat(2000));
  const next = settings.set("zoom", 2);
  await expectCode(refused, "TOO_LARGE");
  await next;
  for (const each of [settings, await openSettings(store, { theme: "light" })])
    expect([each.get("theme"), each.get("zoom")]).toEqual(["dark", 2]);
});

test.each([
  ["a closed stream", "CLOSED", (store: StreamStore) => store.closeStream("settings")],
  ["a deleted stream", "NOT_FOUND", (store: StreamStore) => store.delete("settings")],
  ["a closed store", "STORE_CLOSED", (store: StreamStore) => store.close()],
] as const)("%s refuses a setting, which keeps its value", async (_, code, refuse) => {
  const { openSettings } = await recipe();
  const store = openTestStore();
  const told = vi.spyOn(console, "error").mockReturnValue();
  onTestFinished(() => told.mockRestore());
  const settings = await openSettings(store, {});
  await settings.set("theme", "dark");
  await refuse(store);
  await expectCode(settings.set("theme", "light"), code);
  await expectCode(settings.set("theme", undefined), code);
  expect(settings.get("theme")).toBe("dark");
  // Only a deleted stream can no longer be followed while the app runs.
  if (code === "NOT_FOUND")
    await expect.poll(() => told.mock.calls.flat()).toContainEqual(expect.objectContaining({ code }));
  else expect(told).not.toHaveBeenCalled();
});

test("a key that is a member of every object is a key like any other", async () => {
  const { openSettings } = await recipe();
  const store = openTestStore();
  const first = await openSettings(store, {}, JSON.parse('{"__proto__":{"isOwner":true}}') as object);
  await store.append("settings", { key: "__proto__", value: { isAdmin: true } });
  await first.set("constructor", { prototype: { isRoot: true } });
  for (const settings of [first, await openSettings(store, {})]) {
    for (const key of ["isAdmin", "isOwner", "isRoot", "toString", "hasOwnProperty"])
      expect(settings.get(key)).toBeUndefined();
    expect(settings.get("__proto__")).toEqual({ isAdmin: true });
  }
  expect("isAdmin" in {}).toBe(false);
});

test("starts with anything in the stream, and skips what is no change", async () => {
  const { openSettings } = await recipe();
  const store = openTestStore();
  const settings = await openSettings(store, {});
  await settings.set("theme", "dark");
  const junk = [
    null,
    "theme",
    1,
    true,
    {},
    { key: 1, value: 2 },
    { key: "theme" },
    { key: "theme", deleted: "no" },
  ];
  await store.append("settings", [...junk, ["theme"], { key: "zoom", value: null }]);
  const again = await openSettings(store, {});
  expect([again.get("theme"), again.get("zoom"), again.get("1")]).toEqual(["dark", null, undefined]);
});

test("sees what windows set, in the order of the stream", async () => {
  const { openSettings } = await recipe();
  const store = openTestStore();
  const settings = await openSettings(store, { theme: "light" });
  const own = settings.set("theme", "own");
  await store.append("settings", { key: "theme", value: "a window's" });
  await own;
  await expect.poll(() => settings.get("theme")).toBe("a window's");
  await store.append("settings", { key: "theme", deleted: true });
  await expect.poll(() => settings.get("theme")).toBe("light");
  settings.close();
  await expect.poll(() => store.stats().subscriptions).toBe(0);
});

test("returns what the stream holds, not the object that was passed", async () => {
  const { openSettings } = await recipe();
  const store = openTestStore();
  const settings = await openSettings(store, { list: ["default"] });
  (settings.get("list") as string[]).push("not set");
  expect(settings.get("list")).toEqual(["default"]);

  const bounds = { width: 800, at: new Date(0) };
  const set = settings.set("bounds", bounds);
  bounds.width = 1;
  await set;
  for (const each of [settings, await openSettings(store, {})])
    expect(each.get("bounds")).toEqual({ width: 800, at: "1970-01-01T00:00:00.000Z" });
});

test("refuses values without a JSON form", async () => {
  const { openSettings } = await recipe();
  const settings = await openSettings(openTestStore(), { a: 1 });
  const cycle: Record<string, unknown> = {};
  cycle["self"] = cycle;
  for (const value of [() => 1, Symbol("s"), 1n, cycle])
    await expect(settings.set("a", value)).rejects.toThrow();
  expect(settings.get("a")).toBe(1);
});

test("a removed setting has its default again, also after a restart", async () => {
  const { openSettings } = await recipe();
  const store = openTestStore();
  const settings = await openSettings(store, { theme: "light" });
  await settings.set("theme", "dark");
  await settings.set("theme", undefined);
  for (const each of [settings, await openSettings(store, { theme: "light" })])
    expect(each.get("theme")).toBe("light");
});
