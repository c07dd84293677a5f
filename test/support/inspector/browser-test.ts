import { useChromium } from "./in-chromium.ts";
import { useElectron } from "./in-electron.ts";
import type { BrowserTest } from "./inspector-page.ts";

/** Whether the tests run in windows of Electron instead of Chromium. */
export const inElectron = process.env["INSPECTOR_IN"] === "electron";

/** One browser for the test file, and an in-memory store for each test. */
export const useInspector: () => BrowserTest = inElectron ? useElectron : useChromium;
