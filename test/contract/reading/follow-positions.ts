import { describe, expect, test } from "vitest";
import { expectCode } from "../../support/expect-code.ts";
import { openWithClock, openWithStream, type StoreHost } from "../../support/host.ts";
import { pageTexts } from "../../support/reading.ts";

export function followPositionsContract(host: StoreHost): void {
  describe("subscribe from the tail, or since a time", () => {
    test("starts with the last messages, then continues live", async () => {
      const streams = await openWithStream(host, { data: ["a", "b", "c", "d", "e"] });
      const pages = streams.subscribe("a", { last: 2 });
      const first = (await pages.next()).value!;
      expect(pageTexts(first)).toEqual(["d", "e"]);
      await streams.append("a", "f");
      const next = (await pages.next()).value!;
      expect(pageTexts(next)).toEqual(["f"]);
      expect(next.previousOffset).toBe(first.nextOffset);
      await pages.return();
    });

    test("starts with the first message since a time, then continues live", async () => {
      const { streams, clock } = await openWithClock(host);
      await streams.create("a", { data: "old" });
      clock.ms += 1000;
      const since = new Date(clock.ms);
      await streams.append("a", "new");
      const pages = streams.subscribe("a", { since });
      expect(pageTexts((await pages.next()).value!)).toEqual(["new"]);
      await streams.append("a", "newer");
      expect(pageTexts((await pages.next()).value!)).toEqual(["newer"]);
      await pages.return();
    });

    test.each<[string, object]>([
      ["before", { before: "now" }],
      ["last with an offset", { last: 1, offset: "-1" }],
      ["an invalid Date", { since: new Date(NaN) }],
    ])("refuses %s", async (_name, options) => {
      const streams = await openWithStream(host);
      await expectCode(streams.subscribe("a", options).next(), "BAD_REQUEST");
    });
  });
}
