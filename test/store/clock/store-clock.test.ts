import { describe, expect, test } from "vitest";
import { StoreClock } from "../../../src/store/clock/store-clock.ts";
import { stopRunningTime, testClock } from "../../support/clock.ts";

const graceMs = 60_000;
/** By so much a clock that is kept in sync may move. */
const toleranceMs = 1000;
const dayMs = 86_400_000;

describe("a clock is set back", () => {
  test("by more than the tolerance, each time", () => {
    const { store, system } = open();
    for (const [ms, setBacks] of [
      [-toleranceMs, 0],
      [-toleranceMs - 1, 1],
      [dayMs, 1],
      [-dayMs, 2],
    ] as const) {
      system.ms += ms;
      expect(store.now()).toBe(system.ms);
      expect(store.setBacks).toBe(setBacks);
    }
  });
});

describe("a stored time is from a wrong clock", () => {
  test("if it is further ahead than the grace, and the clock is steady for the grace", () => {
    const { store, system, pass } = open();
    const ahead = (ms: number) => store.isFromWrongClock(system.ms + ms);
    expect(ahead(graceMs + 1)).toBe(false);
    pass(graceMs - 1);
    expect(ahead(graceMs + 1)).toBe(false);
    pass(1);
    expect(ahead(graceMs + 1)).toBe(true);
    expect(ahead(graceMs)).toBe(false);
    expect(ahead(-dayMs)).toBe(false);
  });

  test("never within the tolerance, however short the grace is", () => {
    const { store, system } = open({ graceMs: 0 });
    expect(store.isFromWrongClock(system.ms + toleranceMs)).toBe(false);
    expect(store.isFromWrongClock(system.ms + toleranceMs + 1)).toBe(true);
  });

  test("not until a grace after the clock was set back", () => {
    const { store, system, pass } = open();
    pass(5 * graceMs);
    system.ms -= dayMs;
    expect(store.isFromWrongClock(system.ms + dayMs)).toBe(false);
    pass(graceMs - 1);
    expect(store.isFromWrongClock(system.ms + dayMs)).toBe(false);
    pass(1);
    expect(store.isFromWrongClock(system.ms + dayMs)).toBe(true);
  });

  test("not while the clock itself stands before 2020", () => {
    const first = Date.UTC(2020, 0, 1);
    for (const ms of [first - 1, first]) {
      const { store } = open({ graceMs: 0, ms });
      expect(store.isFromWrongClock(first + dayMs)).toBe(ms === first);
    }
  });
});

describe("the believed time", () => {
  test("is the clock's while that moves with running time, or by no more than the tolerance", () => {
    const { store, system, pass } = open();
    pass(dayMs);
    system.ms += dayMs;
    expect(store.believedNow()).toBe(system.ms);
    system.ms += toleranceMs;
    expect(store.believedNow()).toBe(system.ms);
    system.ms -= dayMs;
    expect(store.believedNow()).toBe(system.ms);
    // Measured from where the clock was set back to.
    pass(1000);
    system.ms += toleranceMs + 1000;
    expect(store.believedNow()).toBe(system.ms);
  });

  test("goes on by running time after a jump ahead, and follows the jump after the grace", () => {
    const { store, system, pass } = open();
    pass(5000);
    system.ms += 5000;
    expect(store.believedNow()).toBe(system.ms);
    const before = system.ms;
    system.ms += dayMs;
    expect(store.believedNow()).toBe(before);
    pass(graceMs - 1);
    expect(store.believedNow()).toBe(before + graceMs - 1);
    pass(1);
    expect(store.believedNow()).toBe(system.ms);
  });

  test("gives a second jump a grace of its own", () => {
    const { store, system, pass } = open();
    const first = system.ms;
    for (let jump = 0; jump < 2; jump++) {
      system.ms = first + dayMs;
      expect(store.believedNow()).toBe(first);
      system.ms = first;
      expect(store.believedNow()).toBe(first);
      pass(graceMs);
      expect(store.believedNow()).toBe(first);
    }
  });
});

describe("a deadline", () => {
  test("that is not too far ahead is believed", () => {
    const { store } = open();
    const stream = {};
    expect(store.believedDeadline({ stream, deadline: 10, latest: 20 })).toBe(10);
    expect(store.believedDeadline({ stream, deadline: 20, latest: 20 })).toBe(20);
  });

  test("that is too far ahead is shortened once it has been so for the grace", () => {
    const { store, pass } = open();
    const late = { stream: {}, deadline: 30, latest: 20 };
    expect(store.believedDeadline(late)).toBe(30);
    pass(graceMs - 1);
    expect(store.believedDeadline(late)).toBe(30);
    pass(1);
    expect(store.believedDeadline(late)).toBe(20);
    // The next time begins anew.
    expect(store.believedDeadline(late)).toBe(30);
  });

  test.each([10, 20])("that came right in between (at %i) begins anew", (deadline) => {
    const { store, pass } = open();
    const stream = {};
    expect(store.believedDeadline({ stream, deadline: 30, latest: 20 })).toBe(30);
    expect(store.believedDeadline({ stream, deadline, latest: 20 })).toBe(deadline);
    pass(graceMs);
    expect(store.believedDeadline({ stream, deadline: 30, latest: 20 })).toBe(30);
  });
});

describe("an expired stream", () => {
  test("has stayed so after the grace, each by its own", () => {
    const { store, pass } = open();
    expect(store.stayedExpired([1])).toEqual([]);
    pass(1);
    expect(store.stayedExpired([1, 2])).toEqual([]);
    pass(graceMs - 1);
    expect(store.stayedExpired([1, 2])).toEqual([1]);
    pass(1);
    expect(store.stayedExpired([1, 2])).toEqual([1, 2]);
  });

  test("that came back begins anew", () => {
    const { store, pass } = open();
    store.stayedExpired([1]);
    store.stayedExpired([]);
    pass(graceMs);
    expect(store.stayedExpired([1])).toEqual([]);
  });
});

function open({ graceMs: grace = graceMs, ms }: { readonly graceMs?: number; readonly ms?: number } = {}) {
  const pass = stopRunningTime();
  const system = testClock(ms);
  return { store: new StoreClock(system.now, grace), system, pass };
}
