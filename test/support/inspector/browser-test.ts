import type { Page } from "playwright";
import { useChromium } from "../../inspector/speed/in-chromium.ts";
import { useElectron } from "../../inspector/speed/in-electron.ts";
import type { HeldWork } from "../../inspector/hold-work.ts";
import type { InspectedStore } from "./inspected-store.ts";
import type { InspectorPage, InspectorPageOptions } from "./inspector-page.ts";

export interface BrowserTest {
  readonly store: InspectedStore;
  /** What a store says of the inspector's connection. */
  readonly label: RegExp;
  /** Opens the inspector on the test's store; it is closed after the test. */
  open(options?: InspectorPageOptions): Promise<InspectorPage>;
  /** Lets the first step of this work through and holds the others; returns what releases them. */
  hold(work: HeldWork): Promise<() => Promise<void>>;
  /** What the page lets the user save when it is acted on. */
  saved(page: Page, act: () => Promise<void>): Promise<{ readonly name: string; readonly text: string }>;
}

/** Whether the tests run in windows of Electron, and not in Chromium. */
export const inElectron = process.env["INSPECTOR_IN"] === "electron";

/** A browser for the file, and a store in memory for each test. */
export const useInspector: () => BrowserTest = inElectron ? useElectron : useChromium;
