import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { openStreamStore, type StreamStore } from "../../../src/store/index.ts";
import { numbered } from "../../support/reading.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

type Place = "on disk" | "in memory";

/** The contract tests what holds for every store. The options exist only for a store in the same process. */
describe.each<Place>(["on disk", "in memory"])("a backup of a store %s", (place) => {
  test("holds one state of the store despite appends meanwhile, and reports its progress", async () => {
    const store = await openFilled(place);
    const directory = await temporaryDirectory();
    let done = 0;
    const writes: Promise<unknown>[] = [];
    const { messageCount } = await store.head("large");
    await store.backup(join(directory, "streams.db"), {
      onProgress({ pages, total }) {
        expect(pages).toBeLessThanOrEqual(total);
        done = pages;
        writes.push(store.append("large", "meanwhile"), store.append("small", "meanwhile"));
      },
    });
    await Promise.all(writes);
    expect(done).toBeGreaterThan(0);
    expect(writes.length).toBeGreaterThan(4);
    const copy = openStreamStore({ directory });
    onTestFinished(() => copy.close());
    const copied = (await copy.head("large")).messageCount - messageCount;
    expect((await copy.head("small")).messageCount - 3).toBe(copied);
    for await (const { problems } of copy.verify()) expect(problems).toEqual([]);
  });

  test("leaves no partial file and keeps the existing file when it is aborted", async () => {
    const store = await openFilled(place);
    const directory = await temporaryDirectory();
    const file = join(directory, "copy.db");
    await writeFile(file, "the last one");
    const abort = new AbortController();
    const copying = store.backup(file, { signal: abort.signal, onProgress: () => abort.abort() });
    await expect(copying).rejects.toMatchObject({ name: "AbortError" });
    expect(await readdir(directory)).toEqual(["copy.db"]);
    expect(await readFile(file, "utf8")).toBe("the last one");
  });
});

/** A large stream and a small one, all of it in the database file rather than in its log. */
async function openFilled(place: Place): Promise<StreamStore> {
  const store = openStreamStore(
    place === "in memory" ? { inMemory: true } : { directory: await temporaryDirectory() },
  );
  onTestFinished(() => store.close());
  await store.create("large");
  await store.create("small", { data: numbered(3) });
  const batch = Array.from({ length: 100 }, () => "x".repeat(1000));
  for (let i = 0; i < 40; i++) await store.append("large", batch);
  await store.compact();
  return store;
}
