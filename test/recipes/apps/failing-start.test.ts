import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { openStreamStore } from "../../../src/store/index.ts";
import { buildPageApp } from "../../docs/build-page-app.ts";
import { documentedPages, filesOf } from "../../docs/code-blocks.ts";
import { electronPages } from "../../docs/documented-programs.ts";
import { makeSnippetFolder, removeSnippetFolder } from "../../docs/snippet-folder.ts";
import { electronArguments, electronPath } from "../../support/electron/electron-binary.ts";

const programs = documentedPages().flatMap((page) =>
  [...filesOf(page)].map(([file, code]) => ({ name: `${page} ${file}`, code })),
);

test("every app reports that it could not start", () => {
  const starting = programs.filter(({ code }) => code.includes("app.whenReady()"));
  expect(starting.length).toBeGreaterThanOrEqual(9);
  const silent = starting.filter(({ code }) => !/app\.whenReady\(\)\.then\(\w+\)\.catch\(/.test(code));
  expect(silent.map(({ name }) => name)).toEqual([]);
});

test("no app ends because its page is left while it loads", () => {
  const loading = programs.filter(({ code }) => /\.load(?:File|URL)\(/.test(code));
  expect(loading.length).toBeGreaterThanOrEqual(7);
  const waiting = loading.filter(({ code }) => /await [^;\n]*\.load(?:File|URL)\(/.test(code));
  expect(waiting.map(({ name }) => name)).toEqual([]);
});

test("no example admits a page by a part of its address", () => {
  const authorizing = programs.filter(({ code }) => /\bauthorize\b/.test(code));
  expect(authorizing.length).toBeGreaterThanOrEqual(3);
  const lax = authorizing.filter(({ code }) =>
    /(?:url|origin)\??\.(?:endsWith|startsWith|includes|match)\(/.test(code),
  );
  expect(lax.map(({ name }) => name)).toEqual([]);
});

describe.skipIf(!electronPath)("beside a process that has the store open", () => {
  test.each(electronPages())("the app of %s says why it cannot start, and ends", async (page) => {
    const folder = makeSnippetFolder("start");
    onTestFinished(() => removeSnippetFolder(folder));
    const built = await buildPageApp(page, folder);
    const store = openStreamStore({ directory: join(folder, "user-data", "streams") });
    onTestFinished(() => store.close());

    const args = [
      "--require",
      join(built, "main.cjs"),
      built,
      `--user-data-dir=${join(folder, "user-data")}`,
    ];
    const app = spawn(electronPath!, [...electronArguments, ...args], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    onTestFinished(() => void app.kill("SIGKILL"));
    let printed = "";
    app.stderr.setEncoding("utf8").on("data", (text: string) => (printed += text));
    const [code] = (await once(app, "exit")) as [number | null];
    expect(printed).toMatch(/could not start: StreamError.*open for writing/);
    expect(code).toBe(1);
  });
});
