import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { StreamStoreApi } from "../../../src/store/index.ts";
import { expectCode } from "../../support/expect-code.ts";
import type { StoreHost } from "../../support/host.ts";
import { drain, numbered } from "../../support/reading.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const operations: [name: string, run: (store: StreamStoreApi) => Promise<unknown>][] = [
  ["create", (store) => store.create("b")],
  ["append", (store) => store.append("a", "x")],
  ["read", (store) => store.read("a")],
  ["readPacked", (store) => store.readPacked("a")],
  ["head", (store) => store.head("a")],
  ["list", (store) => store.list()],
  ["closeStream", (store) => store.closeStream("a")],
  ["delete", (store) => store.delete("a")],
  ["touch", (store) => store.touch("a")],
  ["compact", (store) => store.compact()],
  ["backup", async (store) => store.backup(join(await temporaryDirectory(), "copy.db"))],
  ["subscribe", async (store) => drain(store.subscribe("a"))],
  ["changes", async (store) => store.changes()[Symbol.asyncIterator]().next()],
];

export function closingContract(host: StoreHost): void {
  describe("close", () => {
    test.each(operations)("makes %s reject with STORE_CLOSED", async (_name, run) => {
      const store = await host.open();
      await store.create("a", { data: "x" });
      await store.close();
      await expectCode(run(store), "STORE_CLOSED");
    });

    test("may be called repeatedly and concurrently", async () => {
      const store = await host.open();
      await Promise.all([store.close(), store.close()]);
      await store.close();
      await expectCode(store.head("a"), "STORE_CLOSED");
    });

    test("commits earlier appends and refuses later ones", async () => {
      const store = await host.open();
      await store.create("a");
      const appends = numbered(100).map((text) => store.append("a", text));
      const late = store.close().then(() => expectCode(store.append("a", "x"), "STORE_CLOSED"));
      expect(new Set((await Promise.all(appends)).map(({ offset }) => offset)).size).toBe(100);
      await late;
    });

    test("lets compact and backup finish, or makes them reject with STORE_CLOSED", async () => {
      for (const work of ["compact", "backup"] as const) {
        const store = await host.open();
        await store.create("a", { data: Array.from({ length: 2000 }, () => "x".repeat(1000)) });
        if (work === "compact") await store.delete("a");
        const file = join(await temporaryDirectory(), "copy.db");
        const working = settles(work === "compact" ? store.compact() : store.backup(file));
        await store.close();
        await working;
      }
    });

    test("ends waiting subscriptions and change feeds", async () => {
      const store = await host.open();
      await store.create("a", { data: "x" });
      const reader = store.subscribe("a")[Symbol.asyncIterator]();
      await reader.next();
      const waiting = [reader.next(), store.changes()[Symbol.asyncIterator]().next()];
      await Promise.all([store.close(), ...waiting.map(endsOrIsClosed)]);
    });
  });
}

/** The outcome of work that may have been cut short. */
async function settles(work: Promise<unknown>): Promise<void> {
  const outcome = await work.then(
    () => "done",
    (error: { code: string }) => error.code,
  );
  expect(["done", "STORE_CLOSED"]).toContain(outcome);
}

async function endsOrIsClosed(next: Promise<IteratorResult<unknown>>): Promise<void> {
  const outcome = await next.then(
    (result) => (result.done === true ? "ended" : "a value"),
    (error: { code: string }) => error.code,
  );
  expect(["ended", "STORE_CLOSED"]).toContain(outcome);
}
