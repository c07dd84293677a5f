import { describe, expect, it } from "vitest";
import { useInspector } from "./browser-test.ts";
import { openStream } from "./inspector-page.ts";

const inspector = useInspector();

const hostile = [
  "<script>document.title = 'taken'</script>",
  "<img src=x onerror=\"document.title = 'taken'\">",
  '<a href="https://example.com">link</a> https://example.com',
  "\u202Egnp.exe\u202C",
  "\u001b[31mred\u0000",
  "x".repeat(1_000_000),
  "\u{1f469}\u200d\u{1f680}",
];

describe("hostile content", () => {
  it.each(["text/plain", "application/json", "text/html"])(
    "of a %s stream stays text",
    async (contentType) => {
      await inspector.store.create("h", { contentType, data: hostile });
      const { page, complaints } = await inspector.open();
      await openStream(page, "h");
      const items = page.getByRole("listitem");
      await expect.poll(() => items.count()).toBe(hostile.length);
      for (const index of hostile.keys()) {
        await items.nth(index).click();
        const content = page.getByRole("group", { name: "Content of the message" });
        await expect.poll(() => content.textContent().then((text) => text!.trim().length)).toBeGreaterThan(0);
        expect(await content.locator("script, img, a").count()).toBe(0);
      }
      await page
        .getByText(/document\.title/)
        .first()
        .waitFor();
      expect(await page.title()).toBe("Streams inspector");
      expect(await items.locator("script, img, a").count()).toBe(0);
      expect(complaints).toEqual([]);
    },
  );

  it("of bytes that are no UTF-8 is shown in each view", async () => {
    await inspector.store.create("h", { data: [Uint8Array.of(0xff, 0xfe, 0xed, 0xa0, 0x80, 0x00)] });
    const { page } = await inspector.open();
    await openStream(page, "h");
    await page.getByRole("listitem").first().click();
    for (const view of ["Text", "JSON", "Hex"]) {
      await page.getByRole("radio", { name: view }).check();
      const wanted = view === "Hex" ? "ff fe ed a0 80 00" : "\ufffd";
      await page.getByRole("group", { name: "Content of the message" }).getByText(wanted).waitFor();
    }
  });

  it("in a path stays text", async () => {
    const path = '<img src=x onerror="document.title=1">';
    await inspector.store.create(path, { contentType: "text/plain", data: "x" });
    const { page, complaints } = await inspector.open();
    await openStream(page, path);
    await page.getByRole("listitem").first().waitFor();
    expect(await page.title()).toBe("Streams inspector");
    expect(complaints).toEqual([]);
  });
});
