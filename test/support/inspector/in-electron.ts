import { readFile, rm } from "node:fs/promises";
import type { ElectronApplication } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { StreamError, type StreamErrorCode } from "../../../src/protocol/errors.ts";
import { launchApp, type RunningApp } from "../electron/launch-app.ts";
import { storeMethods, type InspectedStore } from "./inspected-store.ts";
import { listenToComplaints, type BrowserTest } from "./inspector-page.ts";
import { holdWork, type HeldWork } from "./hold-work.ts";

/** The inspector in a window from `openInspector`. The store is in the main process, and called through the debugger. */
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

/** Opens an empty store in memory, and clears the last view of the previous test. */
function renewStore(app: ElectronApplication): Promise<void> {
  return app.evaluate(async ({ session }) => {
    await host.inspected?.close();
    host.inspected = host.openStreamStore({ inMemory: true });
    await session.fromPartition("persist:electron-durable-streams-inspector").clearStorageData();
  });
}

type Method = keyof InspectedStore;
type Answer = { readonly value: unknown } | { readonly code: StreamErrorCode; readonly message: string };

/** Calls the store one call at a time, because some of thousands at once get lost. Errors cross as data. */
function storeOf(app: () => ElectronApplication): InspectedStore {
  const call = async (method: Method, args: unknown[]): Promise<unknown> => {
    const answer = await app().evaluate<Answer, { method: Method; args: unknown[] }>(
      async (_, { method, args }) => {
        // A debugger's call can interrupt a query of the store, unlike an app's: wait for the next turn.
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
