import { findChromium } from "../../test/support/chromium.ts";
import { installDebianPackage } from "./debian-package.ts";

/** Installs Debian's Chromium where there is none; exits with instructions if that fails. The inspector's tests need it. */
export function ensureChromium(): void {
  if (findChromium() !== undefined) return;
  if (installDebianPackage("chromium") && findChromium() !== undefined) return;
  console.error(
    "test: the inspector's tests need Chromium: run npx playwright install chromium or sudo apt-get install chromium, or set CHROMIUM_PATH",
  );
  process.exit(1);
}
