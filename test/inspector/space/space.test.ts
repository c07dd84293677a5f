import { describe, expect, it } from "vitest";
import { useInspector } from "../../support/inspector/browser-test.ts";
import { violations } from "../../support/inspector/violations.ts";

const inspector = useInspector();

describe("the view of the space", () => {
  it("has a table beside the map, sums up what is too small for a tile, and opens streams from both", async () => {
    const { store } = inspector;
    await store.create("big", { contentType: "text/plain", data: "x".repeat(1_000_000) });
    await store.create("logs/app", { contentType: "text/plain", data: ["y".repeat(300_000), "z"] });
    for (let i = 0; i < 30; i++)
      await store.create(`logs/tiny-${i}`, { contentType: "text/plain", data: "t".repeat(1000) });
    const { page } = await inspector.open();
    await page.getByRole("button", { name: "Space" }).click();
    const rows = page.getByRole("table", { name: "Largest streams" }).getByRole("row");
    await expect.poll(() => rows.count()).toBe(33);
    expect(await rows.nth(1).innerText()).toMatch(/^big\s+1\s+1 MB\s+75\.2%$/);
    expect(await rows.nth(2).innerText()).toMatch(/^logs\/app\s+2\s+300 kB\s+22\.6%$/);
    await page
      .locator("space-treemap")
      .getByText("30 smaller")
      .or(page.locator("space-treemap [title^='30 smaller']"))
      .first()
      .waitFor();
    expect(await page.getByRole("link", { name: /tiny/ }).count()).toBe(30);
    expect(await page.getByRole("button", { name: /tiny/ }).count()).toBe(0);
    expect(await violations(page)).toEqual([]);
    await rows.nth(2).getByRole("link").click();
    await page.getByRole("heading", { name: "logs/app", exact: true }).waitFor();
    await page.goBack();
    await page.locator("space-treemap").getByRole("button", { name: /^big/ }).click();
    await page.getByRole("heading", { name: "big", exact: true }).waitFor();
  });

  it("has room for both in a narrow window", async () => {
    await inspector.store.create("s", { contentType: "text/plain", data: "x".repeat(1000) });
    const { page } = await inspector.open({ viewport: { width: 700, height: 600 } });
    await page.getByRole("button", { name: "Space" }).click();
    const boxes = await Promise.all(
      ["space-table", "space-treemap"].map(async (name) => {
        await page.locator(name).waitFor();
        return (await page.locator(name).boundingBox())!;
      }),
    );
    for (const { width, height } of boxes) {
      expect(width).toBeGreaterThan(600);
      expect(height).toBeGreaterThan(150);
    }
  });
});
