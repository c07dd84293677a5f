import { existsSync } from "node:fs";
import { chromium, type Browser } from "playwright";

const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The path of Chromium: `CHROMIUM_PATH`, or where the system's packages or Playwright install it. */
export function findChromium(): string | undefined {
  return process.env["CHROMIUM_PATH"] ?? [...places, chromium.executablePath()].find(existsSync);
}

/** Starts Chromium without a display. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    // The sandbox refuses to run as root, as in most containers.
    args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
  });
}
