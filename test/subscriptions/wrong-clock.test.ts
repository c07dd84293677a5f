import { describe, expect, test } from "vitest";
import { expectCode } from "../support/expect-code.ts";
import { createPullWake, openStoreWithClock, until } from "./subscribed-store.ts";

const in2099 = Date.UTC(2099, 0, 1);
const leaseTtlMs = 30_000;

describe("a lease that was taken while the clock stood in 2099", () => {
  test.each(["at once", "after reopening the store"])(
    "ends one TTL after the clock was set right: %s",
    async (when) => {
      const opened = await openStoreWithClock();
      const { clock } = opened;
      const now = clock.ms;
      await createPullWake(opened.store);
      await opened.store.append("jobs/a", "x");
      clock.ms = in2099;
      await opened.store.subscriptions.claim("workers", { worker: "first" });
      clock.ms = now;
      const store = when === "at once" ? opened.store : await opened.reopen();
      const claim = () => store.subscriptions.claim("workers", { worker: "second" });
      await expectCode(claim(), "ALREADY_CLAIMED");
      clock.ms += leaseTtlMs - 1;
      await expectCode(claim(), "ALREADY_CLAIMED");
      clock.ms += 1;
      expect((await claim()).generation).toBe(2);
    },
  );

  test("ends although no worker asks", async () => {
    const { store, clock } = await openStoreWithClock();
    const now = clock.ms;
    await createPullWake(store);
    await store.append("jobs/a", "x");
    clock.ms = in2099;
    await store.subscriptions.claim("workers", { worker: "first" });
    clock.ms = now;
    // Each step is more than a TTL: the first ones may come before the lease has been corrected.
    await until(async () => {
      clock.ms += leaseTtlMs;
      return (await store.head("wake")).messageCount === 2;
    });
    expect(clock.ms).toBeLessThan(in2099);
  });

  test("is left alone within the grace", async () => {
    const { store, clock } = await openStoreWithClock({ expiryGraceMs: 3_600_000 });
    const now = clock.ms;
    await createPullWake(store);
    await store.append("jobs/a", "x");
    clock.ms = in2099;
    await store.subscriptions.claim("workers", { worker: "first" });
    clock.ms = now;
    await expectCode(store.subscriptions.claim("workers", { worker: "second" }), "ALREADY_CLAIMED");
    clock.ms += 2 * leaseTtlMs;
    await expectCode(store.subscriptions.claim("workers", { worker: "second" }), "ALREADY_CLAIMED");
  });
});

test.each(["at once", "after reopening the store"])(
  "a lease that was taken before the clock was set to 1970 ends one TTL later: %s",
  async (when) => {
    const opened = await openStoreWithClock();
    const { clock } = opened;
    const now = clock.ms;
    await createPullWake(opened.store);
    await opened.store.append("jobs/a", "x");
    await opened.store.subscriptions.claim("workers", { worker: "first" });
    clock.ms = 1000;
    const store = when === "at once" ? opened.store : await opened.reopen();
    const claim = (worker: string) => store.subscriptions.claim("workers", { worker });
    await expectCode(claim("second"), "ALREADY_CLAIMED");
    clock.ms += leaseTtlMs;
    expect((await claim("second")).generation).toBe(2);
    // The lease of 1970 has ended once the clock is right.
    clock.ms = now + leaseTtlMs;
    expect((await claim("third")).generation).toBe(3);
  },
);
