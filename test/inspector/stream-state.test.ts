import type { Page } from "playwright";
import { describe, expect, it } from "vitest";
import { useInspector } from "../support/inspector/browser-test.ts";
import { messageRows as rows, openStream } from "../support/inspector/inspector-page.ts";

const inspector = useInspector();
const json = "application/json";
const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);
const row = (page: Page, content: string) =>
  rows(page).filter({ has: page.getByText(content, { exact: true }) });

describe("an open stream", () => {
  it("shows its properties", async () => {
    await inspector.store.create("s", {
      contentType: json,
      ttlSeconds: 3600,
      retention: { maxMessages: 10 },
      data: numbers(25),
    });
    const { page } = await inspector.open();
    await openStream(page, "s");
    const facts = page.getByRole("region", { name: "Stream", exact: true });
    await facts.getByText("10 messages").first().waitFor();
    expect(await facts.locator("stream-header dl").innerText()).toMatch(/TTL\s+1 h/);
    await page.getByText("10 messages, 15 earlier ones dropped").waitFor();
  });

  it("shows that it is closed", async () => {
    await inspector.store.create("s", { data: "x" });
    const { page } = await inspector.open();
    await openStream(page, "s");
    await inspector.store.closeStream("s");
    await expect.poll(() => page.locator("stream-header dl").innerText()).toMatch(/State\s+closed/);
  });

  it("says that it was deleted, and can be retried", async () => {
    await inspector.store.create("s", { contentType: "text/plain", data: "old" });
    const { page } = await inspector.open();
    await openStream(page, "s");
    await row(page, "old").waitFor();
    await inspector.store.delete("s");
    await page.getByRole("alert").filter({ hasText: "This stream no longer exists" }).waitFor();
    await inspector.store.create("s", { contentType: "text/plain", data: "new" });
    await page.getByRole("button", { name: "Retry" }).click();
    await row(page, "new").waitFor();
  });

  it("says that an offset is no longer available, and leads to the start", async () => {
    await inspector.store.create("s", {
      contentType: json,
      retention: { maxMessages: 10 },
      data: numbers(25),
    });
    const { page } = await inspector.open();
    await openStream(page, "s");
    await row(page, "15").waitFor();
    await page.getByRole("textbox", { name: "Go to offset or time" }).fill("3");
    await page.getByRole("button", { name: "Go", exact: true }).click();
    const alert = page.getByRole("alert").filter({ hasText: "no longer available" });
    await alert.waitFor();
    await page.getByRole("button", { name: "Go to start" }).click();
    await alert.waitFor({ state: "detached" });
    await row(page, "15").waitFor();
  });

  it("goes to a time in milliseconds or seconds, a printed time, and a printed position", async () => {
    const { store } = inspector;
    await store.create("s", { contentType: json, data: numbers(1500) });
    const { page } = await inspector.open();
    await openStream(page, "s");
    const target = page.getByRole("textbox", { name: "Go to offset or time" });
    const now = Date.now();
    for (const early of [String(now - 3_600_000), String(Math.floor(now / 1000) - 3600), "2 d ago"]) {
      await page.getByRole("button", { name: "Go to end" }).click();
      await row(page, "1499").waitFor();
      await target.fill(early);
      await page.keyboard.press("Enter");
      await row(page, "0").waitFor();
    }
    await target.fill("1,200");
    await page.keyboard.press("Enter");
    await row(page, "1200").waitFor();
    await target.fill("2026-02-31");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").filter({ hasText: "2026-02-31 is not a time" }).waitFor();
  });

  it("rejects text that is not an offset or time", async () => {
    await inspector.store.create("s", { data: "x" });
    const { page } = await inspector.open();
    await openStream(page, "s");
    await page.getByRole("textbox", { name: "Go to offset or time" }).fill("yesterday");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").filter({ hasText: "offset must be" }).waitFor();
  });
});
