import type { Page } from "playwright";
import { expect } from "vitest";

/** Types into a new note, or into the open one, and waits until it is saved. */
export async function write(page: Page, content: string, { isNew = true } = {}): Promise<void> {
  if (isNew) {
    await button(page, "New note").click();
    await expect.poll(() => text(page)).toBe("");
  }
  await page.getByLabel("Note").fill(content);
  await page.getByLabel("Note").blur();
  await page.getByRole("status").getByText("Saved").waitFor();
}

export function button(page: Page, name: string) {
  return page.getByRole("button", { name, exact: true });
}

export function titles(page: Page): Promise<string[]> {
  return page.locator("note-list strong").allTextContents();
}

export function text(page: Page): Promise<string> {
  return page.getByLabel("Note").inputValue();
}
