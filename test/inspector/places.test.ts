import { describe, expect, it } from "vitest";
import { parseTime } from "../../renderer/inspector/messages/parse-time.ts";
import { ScrollMap } from "../../renderer/inspector/virtual/scroll-map.ts";

const rowHeight = 24;
const view = 600;

function mapOf(rows: number): ScrollMap {
  const map = new ScrollMap();
  map.resize(rows * rowHeight, view);
  return map;
}

describe("the scroll map", () => {
  it("maps one to one within the height that a browser can draw", () => {
    const map = mapOf(1000);
    expect(map.height).toBe(24_000);
    map.scrolled(1234);
    expect(map.top).toBe(1234);
  });

  it("reaches each of 10,000,000 rows within the height that a browser can draw", () => {
    const map = mapOf(10_000_000);
    expect(map.height).toBeLessThan(8_000_000);
    for (let row = 0; row < 10_000_000; row += 12_345) {
      const scrollTop = map.moveTo(row * rowHeight);
      expect(scrollTop).toBeGreaterThanOrEqual(0);
      expect(scrollTop).toBeLessThanOrEqual(map.height - view);
      expect(map.top).toBeCloseTo(Math.min(row * rowHeight, map.maxTop), 5);
    }
    map.moveTo(Infinity);
    expect(map.top).toBe(map.maxTop);
  });

  it("maps short moves pixel by pixel, from any position", () => {
    const map = mapOf(10_000_000);
    for (const start of [0, 100_000_000, 239_000_000]) {
      let scrollTop = map.moveTo(start);
      for (let i = 1; i <= 100; i++) {
        scrollTop += 120;
        map.scrolled(scrollTop);
        expect(map.top).toBeCloseTo(start + i * 120, 3);
      }
    }
  });

  it("maps dragging the thumb in proportion to the height", () => {
    const map = mapOf(10_000_000);
    map.scrolled(map.height / 2);
    expect(map.top / map.maxTop).toBeCloseTo(0.5, 2);
    map.scrolled(map.height - view);
    expect(map.top).toBe(map.maxTop);
    map.scrolled(0);
    expect(map.top).toBe(0);
  });

  it("keeps its position while the list grows", () => {
    const map = mapOf(1_000_000);
    map.moveTo(12_000_000);
    map.resize(1_100_000 * rowHeight, view);
    expect(map.top).toBe(12_000_000);
  });
});

describe("a typed time", () => {
  const now = new Date(2026, 2, 14, 12, 0, 0).getTime();

  it.each([
    ["-10 min", now - 600_000],
    ["-1.5 h", now - 5_400_000],
    ["11:30", new Date(2026, 2, 14, 11, 30).getTime()],
    ["14:30:05.250", new Date(2026, 2, 13, 14, 30, 5, 250).getTime()],
    ["2026-03-01", new Date(2026, 2, 1).getTime()],
    ["2026-03-01 08:15", new Date(2026, 2, 1, 8, 15).getTime()],
    ["2026-03-01T08:15:00Z", Date.UTC(2026, 2, 1, 8, 15)],
  ])("%s is parsed", (text, time) => {
    expect(parseTime(text, now)).toBe(time);
  });

  it.each(["12", "yesterday", "000000001_00000000005", "-1", "now", "2026-99-99"])(
    "%s is rejected",
    (text) => {
      expect(parseTime(text, now)).toBeUndefined();
    },
  );
});
