import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import type { NodeLogger } from "electron-log";
import electronLog from "electron-log/node.js";
import { describe, expect, test } from "vitest";
import type { StreamStore } from "../../src/store/index.ts";
import { openTestStore } from "../support/open-store.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { importRecipe } from "./import-recipe.ts";

interface Recipe {
  logIntoStream(log: NodeLogger, store: StreamStore, path: string): Promise<void>;
}

/** A logger of its own, whose file is in a temporary directory. */
async function logInto(store: StreamStore): Promise<{ log: NodeLogger; fileText: () => string }> {
  const { logIntoStream } = await importRecipe<Recipe>("electron-log", "log-into-stream.ts");
  const log = electronLog.create({ logId: crypto.randomUUID() }) as NodeLogger;
  const file = join(await temporaryDirectory(), "main.log");
  log.transports.file.resolvePathFn = () => file;
  await logIntoStream(log, store, "logs/main");
  return { log, fileText: () => readFileSync(file, "utf8") };
}

async function linesOf(store: StreamStore): Promise<string[]> {
  await store.touch("logs/main");
  const { messages } = await store.read("logs/main");
  return messages.map(({ data }) => (data as { text: string }).text);
}

const cycle: Record<string, unknown> = { name: "cycle" };
cycle["self"] = cycle;
const values: [name: string, value: unknown, shown: string | RegExp][] = [
  ["a cycle", cycle, /name: 'cycle', self: \[Circular/],
  ["a BigInt", 10n, "10n"],
  ["a BigInt in an object", { size: 10n }, "{ size: 10n }"],
  ["undefined", undefined, "undefined"],
  ["null", null, "null"],
  ["a function", function retry() {}, "[Function: retry]"],
  ["a symbol", Symbol("key"), "Symbol(key)"],
  ["a Map", new Map([["a", 1]]), "Map(1) { 'a' => 1 }"],
  ["a Set", new Set([1]), "Set(1) { 1 }"],
  ["NaN", Number.NaN, "NaN"],
  ["an invalid Date", new Date(Number.NaN), "Invalid Date"],
  ["an error with a cause", new Error("offline", { cause: new Error("no route") }), /offline[^]*no route/],
  ["an error within an object", { error: new Error("offline") }, /offline/],
  ["an error of another realm", runInNewContext("new TypeError('elsewhere')"), /TypeError: elsewhere/],
  ["half of an emoji", "🌂"[0], "🌂"[0]!],
];

describe("the electron-log recipe", () => {
  test.each(values)("stores %s", async (_, value, shown) => {
    const store = openTestStore();
    const { log } = await logInto(store);
    log.info("value", value);
    log.info("next");
    const [line, next] = await linesOf(store);
    expect(line).toMatch(typeof shown === "string" ? new RegExp(`^value ${escapeText(shown)}$`) : shown);
    expect(next).toBe("next");
  });

  test.each([
    [
      "whose inspection throws",
      {
        [Symbol.for("nodejs.util.inspect.custom")]() {
          throw new Error("no");
        },
      },
    ],
    [
      "whose text throws",
      {
        get [Symbol.toStringTag]() {
          throw new Error("no");
        },
      },
    ],
    [
      "whose JSON throws",
      {
        toJSON() {
          throw new Error("no");
        },
      },
    ],
  ])("keeps the line of an object %s", async (_, value) => {
    const store = openTestStore();
    const { log } = await logInto(store);
    log.info("value", value);
    expect((await linesOf(store))[0]).toMatch(/^value /);
  });

  test("a line that could not be stored goes to the file, and the next one to the stream", async () => {
    const store = openTestStore({ inMemory: true, maxMessageBytes: 1000 });
    const { log, fileText } = await logInto(store);
    log.info("x".repeat(2000));
    log.info("short");
    expect(await linesOf(store)).toEqual(["short"]);
    expect(fileText()).toContain("x".repeat(2000));
    expect(fileText()).not.toContain("short");
  });

  test.each([
    ["a closed stream", (store: StreamStore) => store.closeStream("logs/main")],
    ["a deleted stream", (store: StreamStore) => store.delete("logs/main")],
    ["a closed store", (store: StreamStore) => store.close()],
  ])("with %s, lines go to the file", async (_, refuse) => {
    const store = openTestStore();
    const { log, fileText } = await logInto(store);
    await refuse(store);
    log.warn("refused", { n: 1 });
    await expect.poll(fileText).toMatch(/\[warn\] +refused \{ n: 1 \}/);
  });

  test("keeps the scope and the level of a line", async () => {
    const store = openTestStore();
    const { log } = await logInto(store);
    log.scope("auth").warn("expired");
    await store.touch("logs/main");
    const [message] = (await store.read("logs/main")).messages;
    expect(message!.data).toMatchObject({ level: "warn", scope: "auth", text: "expired" });
  });
});

function escapeText(text: string): string {
  return text.replaceAll(/[[\](){}.*+?^$|\\]/g, "\\$&");
}
