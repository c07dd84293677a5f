import { describe, expect, it } from "vitest";
import {
  dayMs,
  formatAgo,
  formatAxisTimes,
  formatClock,
  formatDate,
  formatExactDate,
} from "../../renderer/inspector/format/times.ts";
import { looksLikeTime, parseTime } from "../../renderer/inspector/messages/parse-time.ts";
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
    ["2026-03-01T08:15:00.123+02:30", Date.UTC(2026, 2, 1, 5, 45, 0, 123)],
    ["2026-03-01 08:15:00,5 -0100", Date.UTC(2026, 2, 1, 9, 15, 0, 500)],
    ["Mar 1, 2026, 08:15:30", new Date(2026, 2, 1, 8, 15, 30).getTime()],
    ["Mar 1, 2026,\u202f08:15:30", new Date(2026, 2, 1, 8, 15, 30).getTime()],
    ["Mar 1, 2026", new Date(2026, 2, 1).getTime()],
    ["Mar 1 08:15", new Date(2026, 2, 1, 8, 15).getTime()],
    ["Nov 24 15:04", new Date(2025, 10, 24, 15, 4).getTime()],
    ["Feb 29", new Date(2024, 1, 29).getTime()],
    ["4 min 12 s ago", now - 252_000],
    ["-1 h 5 min", now - 3_900_000],
    ["just now", now],
    ["1773486000123", 1_773_486_000_123],
    ["1773486000123456", 1_773_486_000_123],
    ["1773486000123456789", 1_773_486_000_123],
    ["1773486000.25", 1_773_486_000_250],
  ])("%s is parsed", (text, time) => {
    expect(parseTime(text, now)).toBe(time);
  });

  it("is parsed in each format that the inspector prints", () => {
    const time = new Date(2026, 1, 28, 9, 5, 7, 89);
    const second = new Date(2026, 1, 28, 9, 5, 7).getTime();
    expect(parseTime(formatDate(time), now)).toBe(second);
    expect(parseTime(formatExactDate(time), now)).toBe(time.getTime());
    expect(parseTime(formatClock(time.getTime(), now), now)).toBe(new Date(2026, 1, 28, 9, 5).getTime());
    expect(parseTime(formatClock(now - 5, now), now)).toBe(now - 5);
    for (const ms of [0, 5000, 300_000, 7_200_000, 3 * dayMs])
      expect(parseTime(formatAgo(now - ms, now), now)).toBe(now - ms);
    const midnight = new Date(2026, 2, 10).getTime();
    for (const span of [dayMs * 1.5, 3_600_000, 1000]) {
      const times = [midnight, midnight + span, midnight + 2 * span];
      const [, , last] = formatAxisTimes(times).map((text) => parseTime(text, now));
      // The axis leaves out the day, or the time of day.
      const expected = span > dayMs ? times[2]! : times[2]! + 4 * dayMs;
      expect(last).toBe(expected);
    }
  });

  it.each([
    "2026-02-31",
    "2025-02-29 10:00",
    "Feb 31, 2026",
    "Apr 31 10:00",
    "2026-03-01T24:15",
    "25:00",
    "14:60",
    "14:30:61",
    "2026-03-01T08:15:00+25:00",
    "2026-3-1",
    "Foo 12, 2026",
  ])("%s does not exist", (text) => {
    expect(parseTime(text, now)).toBeUndefined();
    expect(looksLikeTime(text)).toBe(true);
  });

  it.each([
    "12",
    "1773486000",
    "yesterday",
    "000000001_00000000005",
    "-1",
    "now",
    "2026-99-99",
    "3 ago",
    "1e12",
  ])("%s is rejected", (text) => {
    expect(parseTime(text, now)).toBeUndefined();
  });
});
