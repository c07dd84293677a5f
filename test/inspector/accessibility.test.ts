import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright";
import { describe, expect, it } from "vitest";
import { useInspector } from "./browser-test.ts";
import { openStream, streamRow } from "./inspector-page.ts";

const inspector = useInspector();
const axePath = createRequire(import.meta.url).resolve("axe-core");

async function violations(page: Page): Promise<string[]> {
  // Through the debugger, which the page's content security policy does not concern.
  if (!(await page.evaluate("'axe' in globalThis"))) await page.evaluate(await readAxe());
  const results = await page.evaluate<AxeResults>("axe.run()");
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html} ${node.failureSummary ?? ""}`),
  );
}

async function readAxe(): Promise<string> {
  return `${await readFile(axePath, "utf8")};undefined`;
}

describe.each(["light", "dark"] as const)("in %s", (colorScheme) => {
  it("axe finds nothing, in any view", async () => {
    const { store } = inspector;
    const { page, complaints } = await inspector.open({ colorScheme });
    await page.getByText("No streams yet").waitFor();
    expect(await violations(page)).toEqual([]);

    await store.create("closed", { contentType: "text/plain", closed: true, data: "x" });
    await store.create("json", {
      contentType: "application/json",
      ttlSeconds: 600,
      retention: { maxMessages: 50 },
      data: Array.from({ length: 300 }, (_, id) => ({ id, ok: true, none: null, text: "é" })),
    });
    await openStream(page, "json");
    await page.getByRole("listitem").first().click();
    await page.getByRole("region", { name: "Message" }).waitFor();
    expect(await violations(page)).toEqual([]);

    await page.getByRole("radio", { name: "Hex" }).check();
    await page.getByRole("button", { name: "Follow the tail" }).click();
    await page.getByText("Following").waitFor();
    expect(await violations(page)).toEqual([]);

    await page.getByRole("textbox", { name: "From an offset" }).fill("1");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").waitFor();
    expect(await violations(page)).toEqual([]);

    await store.delete("json");
    await page.getByRole("button", { name: "Look again" }).waitFor();
    expect(await violations(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it("axe finds nothing where there is room for one pane only", async () => {
    await inspector.store.create("text", { contentType: "text/plain", data: ["one", "two"] });
    const { page } = await inspector.open({
      colorScheme,
      viewport: { width: 640, height: 400 },
      deviceScaleFactor: 2,
    });
    await streamRow(page, "text").waitFor();
    expect(await violations(page)).toEqual([]);
    await openStream(page, "text");
    await page.getByRole("listitem").first().click();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "Streams" }).click();
    await streamRow(page, "text").waitFor();
  });
});
