import { findChromium } from "../../test/support/chromium.ts";
import { installDebianPackage } from "./debian-package.ts";

/**
 * The inspector's tests run in real Chromium. Where there is none, Debian's package is installed;
 * elsewhere this says how to get one.
 */
export function ensureChromium(): void {
  if (findChromium() !== undefined) return;
  if (installDebianPackage("chromium") && findChromium() !== undefined) return;
  console.error(
    "test: the inspector's tests need Chromium: sudo apt-get install chromium, or npx playwright install chromium, or set CHROMIUM_PATH",
  );
  process.exit(1);
}
