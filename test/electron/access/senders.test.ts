import { createServer, type Server } from "node:http";
import { readFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import type { Page } from "playwright";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { electronPath } from "../../support/electron/electron-binary.ts";
import {
  launchApp,
  storePlaces,
  untilConnected,
  type RunningApp,
} from "../../support/electron/launch-app.ts";

describe.skipIf(!electronPath).each(storePlaces)(
  "frames that ask for a connection, the store in %s",
  (place) => {
    let app: RunningApp;
    let server: Server;
    let foreign: string;

    beforeAll(async () => {
      app = await launchApp({ place });
      server = servePages(app.folder);
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      foreign = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      await app.app.evaluate(() => host.store.create("secret", { data: "x" }));
    });
    beforeEach(async () => {
      await app.closeWindows();
      await app.app.evaluate(() => host.expose());
    });
    afterAll(async () => {
      server?.close();
      await app?.stop();
    });

    test("a foreign page with the app's preload is refused", async () => {
      const page = await app.openPage(`${foreign}/page.html`);
      await untilConnected(page);
      expect(await page.evaluate(() => window.connected)).toBe("FORBIDDEN");
      expect(await app.cursors()).toBe(0);
    });

    test("a page of a listed origin is admitted like the app's own, and a refused one learns what to do", async () => {
      const expose = (origins: readonly (string | undefined)[]) =>
        app.app.evaluate((_, given) => host.expose(undefined, false, given), origins);
      await expose([undefined, "http://127.0.0.1:1"]);
      const refused = await app.openPage(`${foreign}/page.html`);
      await untilConnected(refused);
      expect(await refused.evaluate(() => window.connected)).toBe("FORBIDDEN");
      expect(await refused.evaluate(() => window.problem)).toContain(
        `call exposeStreams(store, { origins: ["${foreign}"] }) in the main process`,
      );
      // With the slash that an address has.
      await expose([`${foreign}/`]);
      const admitted = await app.openPage(`${foreign}/page.html`);
      expect(await admitted.evaluate(() => window.connected)).toBe(true);
      const own = await app.openPage();
      expect(await own.evaluate(() => window.connected)).toBe(true);
    });

    test.each([
      ["what is not an origin", ["http://127.0.0.1:5173/index.html"]],
      ["files, which all have one origin", ["null"]],
      ["a wildcard", ["*"]],
    ])("origins refuses %s", async (_, origins) => {
      const code = await app.app.evaluate((__, given) => {
        try {
          host.expose(undefined, false, given);
          return undefined;
        } catch (error) {
          return (error as { code?: string }).code;
        }
      }, origins);
      expect(code).toBe("BAD_REQUEST");
    });

    test("a page of the app that navigates to a foreign one loses its rights", async () => {
      const page = await app.openPage();
      await page.goto(`${foreign}/page.html`);
      await untilConnected(page);
      expect(await page.evaluate(() => window.connected)).toBe("FORBIDDEN");
    });

    test("a foreign iframe with the preload is refused, an iframe of the app is not", async () => {
      const page = await app.openPage("empty.html", { nodeIntegrationInSubFrames: true });
      await addFrame(page, "foreign", `${foreign}/page.html`);
      await addFrame(page, "own", "./page.html");
      expect(await connectedIn(page, "foreign")).toBe("FORBIDDEN");
      expect(await connectedIn(page, "own")).toBe(true);
    });

    test("a sandboxed iframe with a page of the app is refused", async () => {
      const page = await app.openPage("empty.html", { nodeIntegrationInSubFrames: true });
      await addFrame(page, "sandboxed", "./sandboxed.html", "allow-scripts");
      await page.frame("sandboxed")!.waitForFunction(() => window.raw?.answers.length > 0);
      const answers = await page.frame("sandboxed")!.evaluate(() => window.raw.answers);
      expect(answers).toMatchObject([{ kind: "refused", error: { code: "FORBIDDEN" } }]);
    });

    test("a foreign iframe cannot connect in the name of the page around it", async () => {
      const page = await app.openPage("page.html?raw");
      await addFrame(page, "foreign", `${foreign}/page.html?raw`);
      const frame = page.frame("foreign")!;
      await untilConnected(frame);
      await frame.evaluate(() => void (window.raw = window.fixture.openRawPort(window.parent)));
      // The page's own request takes the same path later: its response means that the other one was processed.
      await page.evaluate(() => void (window.raw = window.fixture.openRawPort()));
      await page.waitForFunction(() => window.raw.answers.length > 0);
      await page.evaluate(() =>
        window.raw.port.postMessage([{ kind: "call", id: 1, operation: "head", args: ["secret"] }]),
      );
      await page.waitForFunction(() => window.raw.answers.length > 1);
      expect(await page.evaluate(() => window.raw.answers)).toMatchObject([
        { kind: "ready" },
        { kind: "result" },
      ]);
      expect(await frame.evaluate(() => window.raw.answers)).toEqual([]);
    });

    test("authorize decides by path prefix", async () => {
      await app.app.evaluate(async () => {
        const { store, expose } = host;
        for (const path of ["logs/app", "logs/private/keys", "drafts/1", "other"]) await store.create(path);
        expose(() => ({ "logs/": "read", "logs/private/": "none", "drafts/": "append", "mine/": "manage" }));
      });
      const page = await app.openPage();
      const outcomes = await page.evaluate(async () => {
        const { outcome } = window.fixture;
        const ok = () => "ok";
        return {
          read: await outcome((streams) => streams.read("logs/app").then(ok)),
          appendToRead: await outcome((streams) => streams.append("logs/app", "x")),
          longerPrefix: await outcome((streams) => streams.read("logs/private/keys")),
          append: await outcome((streams) => streams.append("drafts/1", "x").then(ok)),
          deleteAppended: await outcome((streams) => streams.delete("drafts/1")),
          create: await outcome((streams) => streams.create("mine/1").then(ok)),
          delete: await outcome((streams) => streams.delete("mine/1").then(ok)),
          elsewhere: await outcome((streams) => streams.head("other")),
          listed: await outcome(async (streams) => (await streams.list()).streams.map(({ path }) => path)),
          followed: await outcome(
            (streams) =>
              new Promise((_, reject) => streams.messages$("logs/private/keys").subscribe({ error: reject })),
          ),
        };
      });
      expect(outcomes).toEqual({
        read: "ok",
        appendToRead: "FORBIDDEN",
        longerPrefix: "FORBIDDEN",
        append: "ok",
        deleteAppended: "FORBIDDEN",
        create: "ok",
        delete: "ok",
        elsewhere: "FORBIDDEN",
        listed: ["drafts/1", "logs/app"],
        followed: "FORBIDDEN",
      });
    });

    test("authorize sees which page asks, and can admit a foreign one", async () => {
      await app.app.evaluate((_, allowed) => {
        host.expose(({ origin, url }) => (origin === allowed && url.startsWith(allowed) ? "read" : "none"));
      }, foreign);
      const own = await app.openPage();
      const other = await app.openPage(`${foreign}/page.html`);
      await untilConnected(other);
      expect(await own.evaluate(() => window.connected)).toBe("FORBIDDEN");
      expect(
        await other.evaluate(() => window.fixture.outcome((streams) => streams.append("secret", "y"))),
      ).toBe("FORBIDDEN");
      expect(
        await other.evaluate(() =>
          window.fixture.outcome(async (streams) => (await streams.head("secret")).path),
        ),
      ).toBe("secret");
    });

    test("an authorize that closes the asking window does no harm", async () => {
      await app.app.evaluate(({ BrowserWindow }) => {
        globalThis.uncaught = [];
        process.on("uncaughtException", (error) => globalThis.uncaught.push(String(error)));
        host.expose(({ webContents }) => {
          BrowserWindow.fromWebContents(webContents)!.destroy();
          return "manage";
        });
      });
      await Promise.all([
        app.app.waitForEvent("window"),
        app.app.evaluate(() => void host.openWindow("page.html").catch(String)),
      ]);
      const windows = () => app.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
      await expect.poll(windows).toBe(0);
      await app.app.evaluate(() => host.expose());
      const next = await app.openPage();
      expect(await next.evaluate(() => window.connected)).toBe(true);
      expect(await app.app.evaluate(() => globalThis.uncaught)).toEqual([]);
    });

    test.each([
      ["throws", () => host.expose(() => JSON.parse("no JSON"))],
      ["returns an unknown level", () => host.expose(() => "everything" as "read")],
      ["returns a promise", () => host.expose((async () => "manage") as never)],
    ])("an authorize that %s refuses the page", async (_, expose) => {
      await app.app.evaluate(expose);
      const page = await app.openPage();
      expect(await page.evaluate(() => window.connected)).toBe("FORBIDDEN");
    });
  },
);

/** Serves the app's own pages from a foreign origin: the origin counts, not the content. */
function servePages(folder: string): Server {
  const types: Record<string, string> = { ".html": "text/html", ".js": "text/javascript" };
  return createServer((request, response) => {
    const { pathname } = new URL(request.url!, "http://localhost");
    readFile(join(folder, pathname)).then(
      (body) => response.setHeader("content-type", types[extname(pathname)] ?? "text/plain").end(body),
      () => response.writeHead(404).end(),
    );
  });
}

async function addFrame(page: Page, name: string, src: string, sandbox?: string) {
  await page.evaluate(
    (frame) =>
      new Promise<void>((resolve) => {
        const element = document.createElement("iframe");
        element.name = frame.name;
        if (frame.sandbox !== undefined) element.setAttribute("sandbox", frame.sandbox);
        element.addEventListener("load", () => resolve());
        element.src = frame.src;
        document.body.append(element);
      }),
    { name, src, sandbox },
  );
}

async function connectedIn(page: Page, name: string): Promise<unknown> {
  const frame = page.frame(name)!;
  await untilConnected(frame);
  return frame.evaluate(() => window.connected);
}
