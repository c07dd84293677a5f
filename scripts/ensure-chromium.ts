import { spawnSync } from "node:child_process";
import { findChromium } from "../test/chromium.ts";

/**
 * The inspector's tests run in real Chromium. Where there is none, Debian's package is installed;
 * elsewhere this says how to get one.
 */
export function ensureChromium(): void {
  if (findChromium() !== undefined) return;
  if (process.platform === "linux" && process.getuid?.() === 0 && has("apt-get")) {
    console.log("test: no Chromium found, installing Debian's package");
    apt("update", "-qq");
    apt("install", "-y", "-qq", "--no-install-recommends", "chromium");
    if (findChromium() !== undefined) return;
  }
  console.error(
    "test: the inspector's tests need Chromium: sudo apt-get install chromium, or npx playwright install chromium, or set CHROMIUM_PATH",
  );
  process.exit(1);
}

function apt(...args: string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const { status } = spawnSync("apt-get", args, { stdio: "inherit", env });
  if (status !== 0) process.exit(status ?? 1);
}

function has(command: string): boolean {
  return spawnSync("which", [command]).status === 0;
}
