import { describe, expect, it } from "vitest";
import { useInspector } from "../../support/inspector/browser-test.ts";
import { messageRows, openContent, openStream } from "../../support/inspector/inspector-page.ts";

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
      const surrogate =
        contentType === "application/json"
          ? new TextEncoder().encode('"lone \\ud800 surrogate"')
          : Uint8Array.of(0x61, 0xed, 0xa0, 0x80);
      await inspector.store.create("h", { contentType, data: [...hostile, surrogate] });
      const { page, complaints } = await inspector.open();
      await openStream(page, "h");
      const items = messageRows(page);
      await expect.poll(() => items.count()).toBe(hostile.length + 1);
      for (const index of hostile.keys()) {
        await items.nth(index).click();
        const content = openContent(page);
        const text = content.locator("code, [role=treeitem]").first();
        await expect.poll(() => text.textContent().then((shown) => shown!.trim().length)).toBeGreaterThan(0);
        expect(await content.locator("script, img, a").count()).toBe(0);
      }
      await page
        .getByText(/document\.title/)
        .first()
        .waitFor();
      expect(await page.title()).toBe("h – Streams inspector");
      expect(await items.locator("script, img, a").count()).toBe(0);
      expect(complaints).toEqual([]);
    },
  );

  it("of invalid UTF-8 is shown in every view", async () => {
    await inspector.store.create("h", { data: [Uint8Array.of(0xff, 0xfe, 0xed, 0xa0, 0x80, 0x00)] });
    const { page } = await inspector.open();
    await openStream(page, "h");
    await messageRows(page).first().click();
    for (const view of ["Text", "JSON", "Hex"]) {
      await page.getByRole("radio", { name: view }).check();
      const wanted = view === "Hex" ? "ff fe ed a0 80 00" : "\ufffd";
      await openContent(page).getByText(wanted).waitFor();
    }
  });

  it("could do nothing if it were interpreted: the page runs and loads only its own files", async () => {
    const { page } = await inspector.open();
    await page.evaluate((wanted) => {
      document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) =>
        document.body.setAttribute(`data-${effectiveDirective}`, "blocked"),
      );
      const script = document.createElement("script");
      script.textContent = "document.title = 'taken'";
      const markup = document.createElement("div");
      markup.innerHTML = `<img src="data:," onerror="document.title = 'taken'"><style>* { color: red }</style>`;
      const frame = Object.assign(document.createElement("iframe"), { src: wanted });
      document.body.append(script, markup, frame);
      void fetch(wanted).catch(() => undefined);
    }, "https://example.com/");
    for (const directive of [
      "script-src-elem",
      "script-src-attr",
      "style-src-elem",
      "frame-src",
      "connect-src",
    ])
      await expect.poll(() => page.locator("body").getAttribute(`data-${directive}`)).toBe("blocked");
    expect(await page.title()).toBe("Streams inspector");
  });

  it("in a path stays text", async () => {
    const path = '<img src=x onerror="document.title=1">';
    await inspector.store.create(path, { contentType: "text/plain", data: "x" });
    const { page, complaints } = await inspector.open();
    await openStream(page, path);
    await messageRows(page).first().waitFor();
    expect(await page.title()).toBe(`${path} – Streams inspector`);
    expect(complaints).toEqual([]);
  });
});
