import { join } from "node:path";
import type { ElectronApplication, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openStreamStore } from "../../src/store/index.ts";
import { electronPath } from "../support/electron/electron-binary.ts";
import { launch } from "../support/electron/launch-app.ts";
import { installJournal } from "./installed-journal.ts";
import { Gateway } from "../replication/campaign/gateway.ts";
import { button, text, titles, write } from "./journal-page.ts";

/** For machines that are busy with other work. */
const patient = { timeout: 60_000 };

describe.skipIf(!electronPath)("the example journal on two machines", () => {
  let journal: Awaited<ReturnType<typeof installJournal>>;
  let gateway: Gateway;
  let machines: readonly { readonly app: ElectronApplication; readonly page: Page }[];

  beforeAll(async () => {
    journal = await installJournal();
    gateway = await Gateway.start();
    machines = [await machine("one"), await machine("two")];
  });
  afterAll(async () => {
    for (const { app } of machines ?? []) await app.close();
    await gateway?.close();
    journal?.remove();
  });

  test("stays in step", async () => {
    const [one, two] = pages();
    await write(one, "Bread\nFlour, water, salt");
    await expect.poll(() => titles(two), patient).toEqual(["Bread"]);
    await write(two, "Milk");
    await expect.poll(() => titles(one), patient).toEqual(["Milk", "Bread"]);
    // On the machine that did not write it.
    await button(one, "Undo").click();
    await expect.poll(() => titles(two), patient).toEqual(["New note", "Bread"]);
    await button(two, "Redo").click();
    await expect.poll(() => titles(one), patient).toEqual(["Milk", "Bread"]);
    for (const page of pages()) await page.getByText("Synced with the server").waitFor();
  });

  test("works without the server and converges afterwards", async () => {
    const [one, two] = pages();
    gateway.reply = () => "refuse";
    await write(one, "Written at sea");
    await write(two, "Written in the air");
    expect(await titles(one)).toEqual(["Written at sea", "Milk", "Bread"]);
    expect(await titles(two)).toEqual(["Written in the air", "Milk", "Bread"]);
    await one.getByText(/not synced/).waitFor();
    gateway.reply = () => "pass";
    const all = ["Written in the air", "Written at sea", "Milk", "Bread"];
    for (const page of pages()) await expect.poll(() => titles(page), patient).toEqual(all);
    await one.getByText("Written in the air").first().click();
    await expect.poll(() => text(one), patient).toBe("Written in the air");
  });

  test("resumes at once when a machine wakes up", async () => {
    const [{ app, page }, other] = [machines[0]!, machines[1]!];
    gateway.reply = ({ method }) => (method === "POST" ? "silence" : "pass");
    const before = gateway.seen.length;
    await write(page, "Written before a nap");
    const isSent = () => gateway.seen.slice(before).some(({ method }) => method === "POST");
    await expect.poll(isSent, patient).toBe(true);
    gateway.reply = () => "pass";
    // The request on its way is never answered: without this event, it would be awaited until its timeout.
    await app.evaluate(({ powerMonitor }) => powerMonitor.emit("resume"));
    await expect.poll(() => titles(other.page), { timeout: 20_000 }).toContain("Written before a nap");
  });

  test("holds the same events in the same order, each once", async () => {
    for (const page of pages()) await page.getByText("Synced with the server").waitFor(patient);
    for (const { app } of machines) await app.close();
    machines = [];
    const [one, two] = [await shared("one"), await shared("two")];
    expect(one.length).toBeGreaterThan(8);
    expect(new Set(one.map(({ id }) => id)).size).toBe(one.length);
    expect(two).toEqual(one);
  });

  async function machine(name: string) {
    const env = { JOURNAL_SERVER: gateway.url };
    const app = await launch(journal.folder, join(journal.folder, name), env);
    return { app, page: await app.firstWindow() };
  }

  function pages(): [Page, Page] {
    return [machines[0]!.page, machines[1]!.page];
  }

  async function shared(name: string): Promise<{ readonly id: string }[]> {
    const store = openStreamStore({ directory: join(journal.folder, name, "streams") });
    const { messages } = await store.read("journal/shared");
    await store.close();
    return messages.map(({ data }) => data as { id: string });
  }
});
