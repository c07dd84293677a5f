import { describe, expect, it } from "vitest";
import {
  formatBytes,
  formatCount,
  formatExactBytes,
  formatMessages,
} from "../../../renderer/inspector/format/numbers.ts";
import { formatRetention } from "../../../renderer/inspector/format/retention.ts";
import { formatDuration } from "../../../renderer/inspector/format/times.ts";

describe("number formats", () => {
  it("group digits", () => {
    expect(formatCount(1_234_567)).toBe("1,234,567");
    expect(formatMessages(1)).toBe("1 message");
    expect(formatMessages(1234)).toBe("1,234 messages");
  });

  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [1000, "1 kB"],
    [12_345, "12.3 kB"],
    [999_949, "999.9 kB"],
    [999_950, "1 MB"],
    [10 * 1024 * 1024, "10.5 MB"],
    [3e15, "3,000 TB"],
  ])("round %d bytes to %s", (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it("give the exact size for tooltips", () => {
    expect(formatExactBytes(12_345)).toBe("12,345 bytes");
    expect(formatExactBytes(1)).toBe("1 byte");
  });
});

describe("time formats", () => {
  it.each([
    [252_000, "4 min 12 s"],
    [251_001, "4 min 12 s"],
    [60_000, "1 min"],
    [1, "1 s"],
    [0, "0 s"],
    [-5, "0 s"],
    [3_600_000, "1 h"],
    [3_605_000, "1 h"],
    [7_500_000, "2 h 5 min"],
    [86_400_000 * 3 + 4 * 3_600_000 + 5000, "3 d 4 h"],
  ])("format %d ms as %s", (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it("list the limits of a retention", () => {
    expect(formatRetention({ maxMessages: 1000, maxBytes: 5_000_000, maxAgeMs: 3_600_000 })).toBe(
      "1,000 messages, 5 MB, 1 h",
    );
  });
});
