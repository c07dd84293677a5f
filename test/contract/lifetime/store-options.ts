import { describe, expect, test } from "vitest";
import { expectCode } from "../../support/expect-code.ts";
import type { StoreHost } from "../../support/host.ts";
import { readTexts } from "../../support/reading.ts";

const refused: [name: string, options: object][] = [
  ["an unknown durability", { durability: "fast" }],
  ["a negative maxMessageBytes", { maxMessageBytes: -1 }],
  ["a maxMessageBytes that is not a number", { maxMessageBytes: "10" }],
  ["a negative cleanupIntervalMs", { cleanupIntervalMs: -1 }],
  ["NaN as compactIntervalMs", { compactIntervalMs: NaN }],
  ["a clock that is not a function", { now: 5 }],
  ["an unknown option", { maxMessageSize: 5 }],
];

export function storeOptionsContract(host: StoreHost): void {
  describe("openStreamStore", () => {
    test.each(refused)("refuses %s", async (_name, options) => {
      await expectCode(host.open(options), "BAD_REQUEST");
    });

    test.each(["full", "normal"] as const)("stores with durability %s", async (durability) => {
      const store = await host.open({ durability });
      await store.create("a", { data: "x" });
      expect(await readTexts(store, "a")).toEqual(["x"]);
    });

    test("accepts 0 for no cleanup and no compaction", async () => {
      const store = await host.open({ cleanupIntervalMs: 0, compactIntervalMs: 0 });
      await store.create("a", { data: "x" });
      expect(await readTexts(store, "a")).toEqual(["x"]);
    });
  });
}
