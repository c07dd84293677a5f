import { findElectron } from "../../../scripts/environment/electron-binary.ts";

const hasDisplay = process.platform !== "linux" || process.env["DISPLAY"] || process.env["WAYLAND_DISPLAY"];
const installed = findElectron();

/** Why tests in Electron cannot run here, and what to do about it; undefined if they can. */
export const electronProblem = installed
  ? hasDisplay
    ? undefined
    : "Electron needs a display: xvfb-run -a npm test"
  : "no Electron binary found: npx install-electron";

/** Electron's executable; undefined if tests in Electron are skipped. */
export const electronPath = electronProblem === undefined ? installed : undefined;

/**
 * Chromium's sandbox does not run as root. Without `--disable-gpu` on a machine without a GPU, the GPU process keeps
 * failing, and Chromium may end the app for that.
 */
export const electronArguments = ["--disable-gpu", ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])];
