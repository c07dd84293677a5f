import { expect, onTestFinished, test } from "vitest";
import { nodeApiProblem } from "../../../src/store/sqlite/node-api.ts";
import { openStreamStore } from "../../../src/store/index.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const notCompiled = () => false;

test("the error on an old Node or Electron says what to install", () => {
  const node = nodeApiProblem({ napi: "9", node: "20.18.0" }, notCompiled);
  expect(node).toMatch(/needs Node 22\.14 .*this is Node 20\.18\.0: install a newer Node$/);
  const electron = nodeApiProblem({ napi: "9", node: "20.18.0", electron: "33.4.11" }, notCompiled);
  expect(electron).toMatch(/Electron 35 .*this is Electron 33\.4\.11: npm install -D electron@latest$/);
});

test("accepts a Node that is new enough, or for which the add-on was compiled", () => {
  expect(nodeApiProblem({ napi: "10", node: "22.14.0" }, notCompiled)).toBeUndefined();
  expect(nodeApiProblem({ napi: "9", node: "20.18.0" }, () => true)).toBeUndefined();
});

test("the error in a second instance of an app says how to let it quit", async () => {
  const directory = await temporaryDirectory();
  const store = openStreamStore({ directory });
  onTestFinished(() => store.close());
  expect(() => openStreamStore({ directory })).toThrow(
    `in process ${process.pid}: let a second instance of the app quit (app.requestSingleInstanceLock())`,
  );
});
