import { describe, expect, it } from "vitest";
import { splitAnsi } from "../../../renderer/inspector/content/ansi.ts";
import {
  dayMs,
  formatAxisTimes,
  formatClock,
  formatUtcClock,
} from "../../../renderer/inspector/format/times.ts";
import { useInspector } from "../../support/inspector/browser-test.ts";
import { messageRows, openContent, openStream } from "../../support/inspector/inspector-page.ts";

const inspector = useInspector();
const text = "text/plain";

describe("text", () => {
  it("is shown without its trailing line end; others are styled escapes", async () => {
    await inspector.store.create("s", {
      contentType: text,
      data: ["unix\n", "windows\r\n", "a\nb\u0007\\n\n"],
    });
    const { page } = await inspector.open();
    await openStream(page, "s");
    const contents = messageRows(page).locator(".content");
    await expect.poll(() => contents.allInnerTexts()).toEqual(["unix", "windows", "a\\nb\\x07\\n"]);
    expect(await contents.last().locator(".escape").allInnerTexts()).toEqual(["\\n", "\\x07"]);
    await messageRows(page).last().click();
    await expect.poll(() => openContent(page).innerText()).toBe("a\nb\\x07\\n");
  });

  it("has its ANSI colours, in the text view only", async () => {
    const data = "\u001b[1;31merror\u001b[0m and \u001b[38;5;208morange\u001b[2K\u001b[0m";
    await inspector.store.create("s", { contentType: text, data });
    const { page } = await inspector.open();
    await openStream(page, "s");
    const content = messageRows(page).first().locator(".content");
    await expect.poll(() => content.innerText()).toBe("error and orange\\x1b[2K");
    expect(await content.locator(".ansi-1.bold").innerText()).toBe("error");
    await messageRows(page).first().click();
    await expect.poll(() => openContent(page).locator(".ansi-1").innerText()).toBe("error");
    await page.getByRole("radio", { name: "JSON" }).check();
    await expect.poll(() => content.innerText()).toContain("\\x1b[1;31merror");
  });

  it.each([
    ["plain", [["plain", ""]]],
    [
      "\u001b[32mgreen\u001b[39m not",
      [
        ["green", "ansi-2"],
        [" not", ""],
      ],
    ],
    [
      "\u001b[94;4mbright\u001b[24m on\u001b[m off",
      [
        ["bright", "ansi-4 underline"],
        [" on", "ansi-4"],
        [" off", ""],
      ],
    ],
    [
      "\u001b[48;2;1;31;1mtrue\u001b[48;5;31mcolour",
      [
        ["true", ""],
        ["colour", ""],
      ],
    ],
  ])("is split at its colours: %j", (given, parts) => {
    expect([...splitAnsi(given)].map((part) => [part.text, part.className])).toEqual(parts);
  });
});

describe("times", () => {
  const now = new Date(2026, 2, 14, 12).getTime();

  it("have the year where it is not this one", () => {
    expect(formatClock(new Date(2026, 0, 2, 3, 4).getTime(), now)).toBe("Jan 2 03:04");
    expect(formatClock(new Date(2025, 10, 24, 15, 4).getTime(), now)).toBe("Nov 24, 2025");
    expect(formatClock(now - dayMs / 2, now)).toBe("00:00:00.000");
  });

  it("are local, in UTC or relative, as the user chose, also after a reload", async () => {
    await inspector.store.create("s", { contentType: text, data: "one" });
    const { page } = await inspector.open();
    await openStream(page, "s");
    const time = messageRows(page).first().locator(".time");
    await expect.poll(() => time.innerText()).toMatch(/^[\d:.]+$/);
    await page.getByRole("combobox", { name: "Times" }).selectOption("UTC");
    await expect.poll(() => time.innerText()).toMatch(/^[\d:.]+Z$/);
    await page.getByRole("combobox", { name: "Times" }).selectOption("Relative");
    await expect.poll(() => time.innerText()).toMatch(/ago$|^just now$/);
    await page.reload();
    await expect.poll(() => time.innerText()).toMatch(/ago$|^just now$/);
    expect(formatUtcClock(Date.UTC(2026, 0, 2, 3, 4), Date.UTC(2026, 4, 1))).toBe("Jan 2 03:04Z");
    expect(formatUtcClock(Date.UTC(2025, 11, 31, 23, 59), Date.UTC(2026, 4, 1))).toBe("Dec 31, 2025");
  });

  it("differ on an axis of less than a second", () => {
    expect(formatAxisTimes([now, now + 20, now + 40])).toEqual([
      "12:00:00.000",
      "12:00:00.020",
      "12:00:00.040",
    ]);
    expect(formatAxisTimes([now, now + 1000])).toEqual(["12:00:00", "12:00:01"]);
  });
});
