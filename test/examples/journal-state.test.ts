import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import type { Streams } from "../../renderer/client/streams.ts";
import { packageFolder } from "../support/electron/install-app.ts";
import { openStoreOverPort } from "../support/ipc/store-over-port.ts";

/** What these tests use of the example's page/journal.ts, which is a TypeScript project of its own. */
interface Journal {
  readonly state: {
    readonly notes: ReadonlyMap<string, { readonly text: string }>;
    readonly unsaved: number;
    readonly problem?: string;
  };
  append(event: object): Promise<boolean>;
  undo(): Promise<boolean>;
  close(): void;
}

const junk = [
  null,
  "text",
  1,
  {},
  { type: "undone" },
  { id: "a", at: 1, type: "undone", events: "all" },
  { id: "b", at: 2, type: "note.written", note: "n" },
  { id: "c", at: 3, type: "note.painted", note: "n" },
  { id: "d", at: 4, type: 5, note: "n" },
];

async function openJournal() {
  const over = await openStoreOverPort({ inMemory: true, maxMessageBytes: 1000 });
  onTestFinished(() => over.close());
  await over.store.create("journal", { contentType: "application/json", data: junk });
  const file = join(packageFolder, "examples", "journal", "page", "journal.ts");
  const { Journal } = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as {
    Journal: new (streams: Streams) => Journal;
  };
  const journal = new Journal(over.streams);
  const texts = () => [...journal.state.notes.values()].map(({ text }) => text);
  return { ...over, journal, texts };
}

test("the journal skips what is no event, and shows the events around it", async () => {
  const { store, journal, texts } = await openJournal();
  await journal.append({ type: "note.created", note: "n" });
  await store.append("journal", junk);
  await journal.append({ type: "note.written", note: "n", text: "Bread" });
  await expect.poll(texts).toEqual(["Bread"]);
  expect(journal.state.problem).toBeUndefined();
});

test("the journal tells that an event could not be stored, and goes on", async () => {
  const { store, journal, texts } = await openJournal();
  await journal.append({ type: "note.created", note: "n" });
  expect(await journal.append({ type: "note.written", note: "n", text: "x".repeat(2000) })).toBe(false);
  expect(journal.state).toMatchObject({ unsaved: 0, problem: expect.stringContaining("larger") as string });
  expect(await journal.append({ type: "note.written", note: "n", text: "Bread" })).toBe(true);
  await expect.poll(texts).toEqual(["Bread"]);
  expect(journal.state.problem).toBeUndefined();

  await store.delete("journal");
  await expect.poll(() => journal.state.problem).toMatch(/does not exist/);
  expect(await journal.undo()).toBe(false);
  expect(texts()).toEqual(["Bread"]);
});

test("the journal frees its cursors when it is closed", async () => {
  const { store, journal } = await openJournal();
  await expect.poll(() => store.stats().subscriptions).toBe(1);
  journal.close();
  await expect.poll(() => store.stats().subscriptions).toBe(0);
});
