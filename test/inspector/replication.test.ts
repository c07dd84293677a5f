import type { Page } from "playwright";
import { expect, it } from "vitest";
import { Gateway } from "../replication/campaign/gateway.ts";
import { eventually, start } from "../replication/replicating.ts";
import { useChromium } from "../support/inspector/in-chromium.ts";
import { violations } from "../support/inspector/violations.ts";

// Replications need the store in this process, which only the Chromium fixture has.
const inspector = useChromium();
const contentType = "application/json";

it("shows the state of each replicated stream, and can pause, resume and retry it", async () => {
  const [gateway, { store }] = [await Gateway.open(), inspector];
  await store.create("notes", { contentType, data: [1] });
  await store.create("other", { contentType, data: [1] });
  await gateway.create("mirrored", contentType, "[1,2]");
  gateway.reply = ({ method, path }) => (method === "POST" && path === "other" ? { status: 413 } : "pass");
  const push = start(store, { url: gateway.url, streams: ["notes", "other"], direction: "push" });
  const pull = start(store, { url: gateway.url, streams: ["mirrored"], direction: "pull" });
  const { page, complaints } = await inspector.open({ replications: [push, pull] });
  await page.getByRole("button", { name: "Replication" }).click();
  await cell(page, "notes", "Up to date");
  await cell(page, "mirrored", "Pull");
  await cell(page, "other", /REFUSED.*413/);

  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await violations(page)).toEqual([]);
  }

  await page.getByRole("button", { name: "Pause notes" }).click();
  await cell(page, "notes", "Paused");
  await store.append("notes", ["two", "three"]);
  await cell(page, "notes", "2");
  await cell(page, "notes", "12 B");
  expect(await gateway.json("notes")).toEqual([1]);
  await page.getByRole("button", { name: "Resume notes" }).click();
  await cell(page, "notes", "Up to date");
  expect(await gateway.json("notes")).toEqual([1, "two", "three"]);

  gateway.reply = () => "pass";
  await page.getByRole("button", { name: "Retry now: other" }).click();
  await cell(page, "other", "Up to date");
  expect(await gateway.json("other")).toEqual([1]);

  await page.getByRole("searchbox", { name: "Filter replicated streams" }).fill("note");
  await expect.poll(() => row(page, "other").count(), { timeout: 60_000 }).toBe(0);
  await page.getByRole("button", { name: "notes", exact: true }).click();
  await page.getByRole("heading", { name: "notes", exact: true }).waitFor();
  expect(complaints).toEqual([]);
});

it("shows that a server rejects requests, and when it is retried", async () => {
  const [gateway, { store }] = [await Gateway.open(), inspector];
  await store.create("notes", { contentType, data: [1] });
  gateway.reply = () => ({ status: 429, headers: { "retry-after": "600" } });
  const push = start(store, { url: gateway.url, streams: { prefix: "" }, direction: "push" });
  const { page } = await inspector.open({ replications: [push] });
  await page.keyboard.press("4");
  const section = page.getByRole("region", { name: `Push to ${gateway.url}` });
  await section
    .getByText(/RATE_LIMITED.*429/)
    .first()
    .waitFor();
  await section.getByText(/next attempt in (10|9) min/).waitFor();
  gateway.reply = () => "pass";
  await page.getByRole("button", { name: "Retry all now" }).click();
  await cell(page, "notes", "Up to date");
  await eventually(async () => expect(await gateway.json("notes")).toEqual([1]));
});

it("hides the buttons in a read-only inspector, and says if there are no replications", async () => {
  const [gateway, { store }] = [await Gateway.open(), inspector];
  await store.create("notes", { contentType });
  const push = start(store, { url: gateway.url, streams: { prefix: "" }, direction: "push" });
  const reader = await inspector.open({ replications: [push], access: "read" });
  await reader.page.keyboard.press("4");
  await cell(reader.page, "notes", "Up to date");
  expect(await reader.page.getByRole("button", { name: /Pause|Resume|Retry/ }).count()).toBe(0);
  const { page } = await inspector.open();
  await page.keyboard.press("4");
  await page.getByText("No replications").waitFor();
});

function row(page: Page, path: string) {
  return page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: path, exact: true }) });
}

/** Waits until a cell in the stream's row has the text. */
async function cell(page: Page, path: string, text: string | RegExp): Promise<void> {
  const cells = row(page, path).getByRole("cell");
  await cells
    .filter({ hasText: typeof text === "string" ? new RegExp(`^\\s*${text}\\s*$`) : text })
    .waitFor();
}
