import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { electronPath } from "../support/electron/electron-binary.ts";
import { launchApp, storePlaces, type RunningApp } from "../support/electron/launch-app.ts";

/** Expressions for messages that no client would send, with the id of the response. */
const malformed: readonly (readonly [name: string, value: string, id: number])[] = [
  ["undefined", "undefined", 0],
  ["null", "null", 0],
  ["a number", "1", 0],
  ["a string", "'call'", 0],
  ["an object instead of a batch", "({ kind: 'call', id: 1, operation: 'head', args: ['x'] })", 0],
  ["a map", "new Map([[0, { kind: 'cancel', id: 1 }]])", 0],
  ["bytes", "new Uint8Array(10)", 0],
  ["a blob, which the main process cannot decode", "new Blob(['x'])", 0],
  ["an image, which the main process cannot decode", "new ImageData(1, 1)", 0],
  ["a batch of null", "[null]", 0],
  ["a batch of batches", "[[[]]]", 0],
  ["a message without an id", "[{ kind: 'call', operation: 'head', args: ['x'] }]", 0],
  ["an id that is not a number", "[{ kind: 'call', id: '1', operation: 'head', args: ['x'] }]", 0],
  ["a message without a kind", "[{ id: 1 }]", 1],
  ["an unknown kind", "[{ kind: 'eval', id: 2 }]", 2],
  ["an unknown operation", "[{ kind: 'call', id: 3, operation: 'close', args: [] }]", 3],
  ["an inherited operation", "[{ kind: 'call', id: 4, operation: 'constructor', args: [] }]", 4],
  ["arguments that are not an array", "[{ kind: 'call', id: 5, operation: 'head', args: 'x' }]", 5],
  ["a path that is not a string", "[{ kind: 'call', id: 6, operation: 'head', args: [{ toString: 1 }] }]", 6],
  ["a path with ..", "[{ kind: 'call', id: 7, operation: 'head', args: ['../x'] }]", 7],
  ["options that are not an object", "[{ kind: 'call', id: 8, operation: 'create', args: ['x', 7] }]", 8],
  [
    "cyclic data",
    "[(() => { const a = []; a.push(a); return { kind: 'call', id: 9, operation: 'append', args: ['json', a] }; })()]",
    9,
  ],
  [
    "data that JSON cannot represent",
    "[{ kind: 'call', id: 10, operation: 'append', args: ['json', 5n] }]",
    10,
  ],
  ["appends of an empty array", "[{ kind: 'appends', id: 15, path: 'json', values: [] }]", 15],
  ["appends to something that is not a path", "[{ kind: 'appends', id: 16, path: {}, values: [1] }]", 16],
  [
    "appends whose lengths do not add up to their data",
    "[{ kind: 'appends', id: 17, path: 'json', data: new Uint8Array(3), lengths: Uint32Array.of(1, 1) }]",
    17,
  ],
  ["an unknown cursor", "[{ kind: 'open', id: 11, cursor: 'all', args: [], credit: 1 }]", 11],
  ["infinite credit", "[{ kind: 'open', id: 12, cursor: 'list', args: [], credit: Infinity }]", 12],
  ["negative credit", "[{ kind: 'credit', id: 13, credit: -1 }]", 13],
  [
    "an offset that is not a string",
    "[{ kind: 'open', id: 14, cursor: 'messages', args: ['json', { offset: {} }], credit: 1 }]",
    14,
  ],
];

describe.skipIf(!electronPath).each(storePlaces)(
  "malformed messages on a window's port, the store in %s",
  (place) => {
    let app: RunningApp;

    beforeAll(async () => {
      app = await launchApp({ place });
      await app.app.evaluate(async () => {
        // Without a listener an exception would end in a dialog.
        globalThis.uncaught = [];
        process.on("uncaughtException", (error) => globalThis.uncaught.push(String(error)));
        process.on("unhandledRejection", (error) => globalThis.uncaught.push(String(error)));
        await host.store.create("json", { contentType: "application/json" });
      });
    });
    afterAll(() => app?.stop());

    test("each gets BAD_REQUEST, and the main process keeps running", async () => {
      const page = await app.openPage("page.html?raw");
      await page.evaluate(() => void (window.raw = window.fixture.openRawPort()));
      await page.waitForFunction(() => window.raw.answers.length === 1);
      const answers: unknown[] = [];
      for (const [name, value] of malformed) {
        await page.evaluate(`raw.answers.length = 0; raw.port.postMessage(${value}); undefined`);
        await page.waitForFunction(() => window.raw.answers.length > 0);
        const [answer] = (await page.evaluate(() => window.raw.answers)) as [{ error?: { code?: string } }];
        answers.push({ name, ...answer, error: answer.error?.code });
      }
      expect(answers).toEqual(
        malformed.map(([name, , id]) => ({ name, kind: "error", id, error: "BAD_REQUEST" })),
      );
      expect(await app.app.evaluate(() => globalThis.uncaught)).toEqual([]);
      expect(await app.cursors()).toBe(0);

      await page.evaluate(
        `raw.answers.length = 0; raw.port.postMessage([{ kind: "call", id: 99, operation: "head", args: ["json"] }])`,
      );
      await page.waitForFunction(() => window.raw.answers.length > 0);
      expect(await page.evaluate(() => window.raw.answers)).toMatchObject([
        { kind: "result", id: 99, value: { path: "json" } },
      ]);
    });

    test("connection requests without a port or with several do no harm", async () => {
      const page = await app.openPage("page.html?raw");
      await page.evaluate(() => {
        window.postMessage({ type: "electron-durable-streams:connect" }, "*");
        const channels = [1, 2, 3].map(() => new MessageChannel());
        window.postMessage(
          { type: "electron-durable-streams:connect" },
          "*",
          channels.map(({ port2 }) => port2),
        );
        window.raw = window.fixture.openRawPort();
      });
      await page.waitForFunction(() => window.raw.answers.length > 0);
      expect(await page.evaluate(() => window.raw.answers)).toMatchObject([{ kind: "ready" }]);
      expect(await app.app.evaluate(() => globalThis.uncaught)).toEqual([]);
    });
  },
);

declare global {
  /** In the main process only. */
  var uncaught: string[];
}
