import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright";

const axePath = createRequire(import.meta.url).resolve("axe-core");

/** The violations that axe finds on the page in its current state. */
export async function violations(page: Page): Promise<string[]> {
  // Evaluated by the debugger, to which the page's content security policy does not apply.
  if (!(await page.evaluate("'axe' in globalThis"))) await page.evaluate(await readAxe());
  const results = await page.evaluate<AxeResults>("axe.run()");
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html} ${node.failureSummary ?? ""}`),
  );
}

async function readAxe(): Promise<string> {
  return `${await readFile(axePath, "utf8")};undefined`;
}
