import { readFile, rm } from "node:fs/promises";
import type { ElectronApplication } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { StreamError, type StreamErrorCode } from "../../../src/protocol/errors.ts";
import { launchApp, type RunningApp } from "../../support/electron/launch-app.ts";
import type { BrowserTest } from "../../support/inspector/browser-test.ts";
import { holdWork, type HeldWork } from "../hold-work.ts";
import { storeMethods, type InspectedStore } from "../../support/inspector/inspected-store.ts";
import { listenToComplaints } from "../../support/inspector/inspector-page.ts";

/** The inspector as `openInspector` shows it: the store is in the app's main process, and reached through it. */
export function useElectron(): BrowserTest {
  let app: RunningApp;
  beforeAll(async () => {
    app = await launchApp();
  });
  afterAll(() => app?.stop());
  beforeEach(() => renewStore(app.app));
  afterEach(() => app.closeWindows());
  return {
    store: storeOf(() => app.app),
    label: /^Streams inspector \(window \d+\)$/,
    async open({ access, colorScheme = null, viewport } = {}) {
      const [page] = await Promise.all([
        app.app.waitForEvent("window"),
        app.app.evaluate(
          (_, readOnly) => host.openInspector({ readOnly }, host.inspected),
          access === "read",
        ),
      ]);
      const complaints = listenToComplaints(page);
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize(viewport ?? { width: 1280, height: 800 });
      await page.getByRole("heading", { name: "Streams", exact: true }).waitFor();
      return { page, complaints };
    },
    hold: (work) => hold(app.app, work),
    saved: (page, act) => saved(app.app, act),
  };
}

/** An empty one in memory; no last view is remembered of the one before. */
function renewStore(app: ElectronApplication): Promise<void> {
  return app.evaluate(async ({ session }) => {
    await host.inspected?.close();
    host.inspected = host.openStreamStore({ inMemory: true });
    await session.fromPartition("persist:electron-durable-streams-inspector").clearStorageData();
  });
}

type Method = keyof InspectedStore;
type Answer = { readonly value: unknown } | { readonly code: StreamErrorCode; readonly message: string };

/** Errors cross the process as data, as they do everywhere else. Calls go one by one: of thousands at once some are lost. */
function storeOf(app: () => ElectronApplication): InspectedStore {
  const call = async (method: Method, args: unknown[]): Promise<unknown> => {
    const answer = await app().evaluate<Answer, { method: Method; args: unknown[] }>(
      async (_, { method, args }) => {
        // A debugger's call may come amid a query, which no call of the app can: so it takes a turn of its own.
        await new Promise((resolve) => setTimeout(resolve));
        return (host.inspected![method] as (...args: unknown[]) => Promise<unknown>)(...args).then(
          (value) => ({ value }),
          ({ code, message }: StreamError) => ({ code, message }),
        );
      },
      { method, args },
    );
    if ("code" in answer) throw new StreamError(answer.code, answer.message);
    return answer.value;
  };
  let before: Promise<unknown> = Promise.resolve();
  const inTurn = (method: Method, args: unknown[]): Promise<unknown> => {
    const result = before.then(() => call(method, args));
    before = result.catch(() => undefined);
    return result;
  };
  return Object.fromEntries(
    storeMethods.map((method) => [method, (...args: unknown[]) => inTurn(method, args)]),
  ) as unknown as InspectedStore;
}

async function hold(app: ElectronApplication, work: HeldWork): Promise<() => Promise<void>> {
  const release = await app.evaluateHandle<() => void>(
    `(${holdWork.toString()})(host.inspected, ${JSON.stringify(work)})`,
  );
  return () => release.evaluate((release) => release());
}

async function saved(
  app: ElectronApplication,
  act: () => Promise<void>,
): Promise<{ name: string; text: string }> {
  const item = await app.evaluateHandle(({ app, session }) => {
    const { promise, resolve } = Promise.withResolvers<{ name: string; path: string }>();
    session.fromPartition("persist:electron-durable-streams-inspector").once("will-download", (_, item) => {
      const path = `${app.getPath("userData")}/saved-${Date.now()}`;
      item.setSavePath(path);
      item.once("done", () => resolve({ name: item.getFilename(), path }));
    });
    return { done: promise };
  });
  await act();
  const { name, path } = await item.evaluate(({ done }) => done);
  const text = await readFile(path, "utf8");
  await rm(path);
  return { name, text };
}
