import { describe, expect, test } from "vitest";
import type { StreamsHost } from "../../support/host.ts";
import { numbered, readAll, readMessages, readTexts } from "../../support/reading.ts";

/** More than a page ever has parts in practice. */
const length = 25;

export function forkChainContract(host: StreamsHost): void {
  describe("a long chain of forks", () => {
    test("is read in one page, and from each of its offsets", async () => {
      const streams = await host.open();
      await streams.create("0", { contentType: "text/plain", data: "0" });
      for (let n = 1; n < length; n++)
        await streams.create(String(n), { fork: { path: String(n - 1) }, data: String(n) });
      const last = String(length - 1);
      const page = await streams.read(last);
      expect(page).toMatchObject({ upToDate: true, messages: { length } });
      expect(await readTexts(streams, last)).toEqual(numbered(length));
      for (const [n, { offset }] of page.messages.entries()) {
        const rest = await readMessages(streams, last, { offset });
        expect(rest).toEqual(page.messages.slice(n + 1));
      }
    });

    test("of JSON is read in one page", async () => {
      const streams = await host.open();
      await streams.create("0", { contentType: "application/json", data: [{ n: 0 }] });
      for (let n = 1; n < length; n++)
        await streams.create(String(n), { fork: { path: String(n - 1) }, data: [{ n }] });
      const all = await readAll(streams, String(length - 1));
      expect(all).toEqual(Array.from({ length }, (_, n) => ({ n })));
    });
  });
}
