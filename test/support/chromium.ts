import { existsSync } from "node:fs";
import { chromium, type Browser } from "playwright";

const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The path of the machine's Chromium: `CHROMIUM_PATH`, where the packages put it, or where Playwright does. */
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
