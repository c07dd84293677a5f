import { describe, expect, test } from "vitest";
import { expectCode } from "../../support/expect-code.ts";
import { openWithStream, type StoreHost } from "../../support/host.ts";
import { drain, pageTexts, takeTexts } from "../../support/reading.ts";

const reason = new Error("the reader went away");

export function subscribeReleaseContract(host: StoreHost): void {
  describe("a subscription leaves nothing behind", () => {
    test("when its signal aborts while it waits", async () => {
      const store = await openWithStream(host, { data: "one" });
      const abort = new AbortController();
      const received = drain(store.subscribe("a", { signal: abort.signal }));
      const first = await takeTexts(store.subscribe("a"), 1);
      expect(first).toEqual(["one"]);
      expect((await store.stats()).subscriptions).toBe(1);
      abort.abort(reason);
      expect(await received).toEqual(["one"]);
      expect((await store.stats()).subscriptions).toBe(0);
    });

    test("when its signal aborts between two pages", async () => {
      const store = await openWithStream(host, { data: "one" });
      await store.append("a", "two");
      const abort = new AbortController();
      const pages: string[][] = [];
      for await (const page of store.subscribe("a", { signal: abort.signal, limitMessages: 1 })) {
        pages.push(pageTexts(page));
        abort.abort(reason);
      }
      expect(pages).toEqual([["one"]]);
      expect((await store.stats()).subscriptions).toBe(0);
    });

    test("when its signal was aborted from the start", async () => {
      const store = await openWithStream(host, { data: "one" });
      expect(await drain(store.subscribe("a", { signal: AbortSignal.abort(reason) }))).toEqual([]);
      expect((await store.stats()).subscriptions).toBe(0);
    });

    test("when the loop over it breaks, or throws", async () => {
      const store = await openWithStream(host, { data: "one" });
      for await (const page of store.subscribe("a")) {
        expect(page.messages).toHaveLength(1);
        expect((await store.stats()).subscriptions).toBe(1);
        break;
      }
      expect((await store.stats()).subscriptions).toBe(0);
      const failing = async () => {
        for await (const page of store.subscribe("a")) if (page.messages.length > 0) throw reason;
      };
      await expect(failing()).rejects.toBe(reason);
      expect((await store.stats()).subscriptions).toBe(0);
    });

    test("when the stream is closed or deleted", async () => {
      const store = await openWithStream(host, { data: "one" });
      await store.create("b", { data: "one" });
      const ended = drain(store.subscribe("a"));
      const gone = drain(store.subscribe("b"));
      await store.closeStream("a");
      await store.delete("b");
      expect(await ended).toEqual(["one"]);
      await expectCode(gone, "NOT_FOUND");
      await expectCode(drain(store.subscribe("b")), "NOT_FOUND");
      expect((await store.stats()).subscriptions).toBe(0);
    });

    test("when its first page was never requested", async () => {
      const store = await openWithStream(host, { data: "one" });
      const pages = store.subscribe("a");
      await pages[Symbol.asyncIterator]().return?.();
      expect((await store.stats()).subscriptions).toBe(0);
    });

    test("a thousand times over, on one signal", async () => {
      const store = await openWithStream(host, { data: "one" });
      const abort = new AbortController();
      for (let i = 0; i < 500; i++) await takeTexts(store.subscribe("a", { signal: abort.signal }), 1);
      expect((await store.stats()).subscriptions).toBe(0);
      const waiting = Array.from({ length: 500 }, () =>
        drain(store.subscribe("a", { signal: abort.signal })),
      );
      await takeTexts(store.subscribe("a"), 1);
      expect((await store.stats()).subscriptions).toBe(500);
      abort.abort(reason);
      await Promise.all(waiting);
      expect((await store.stats()).subscriptions).toBe(0);
    });

    test("when it is a change feed whose signal aborts", async () => {
      const store = await openWithStream(host, { data: "one" });
      const abort = new AbortController();
      const changes = store.changes({ signal: abort.signal })[Symbol.asyncIterator]();
      const next = changes.next();
      expect((await store.stats()).subscriptions).toBe(1);
      abort.abort(reason);
      expect(await next).toMatchObject({ done: true });
      expect((await store.stats()).subscriptions).toBe(0);
    });
  });
}
