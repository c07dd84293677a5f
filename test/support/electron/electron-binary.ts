import { findElectron } from "../../../scripts/environment/electron-binary.ts";

const hasDisplay = process.platform !== "linux" || process.env["DISPLAY"] || process.env["WAYLAND_DISPLAY"];
const installed = findElectron();

/** Why the tests in Electron cannot run here, with what to do about it; nothing if they can. */
export const electronProblem = installed
  ? hasDisplay
    ? undefined
    : "Electron needs a display: xvfb-run -a npm test"
  : "no Electron binary was found: npx install-electron";

/** Electron's executable, or nothing where the tests in Electron are to be skipped. */
export const electronPath = electronProblem === undefined ? installed : undefined;

/**
 * Chromium's sandbox does not run as root. And no GPU: where there is none, its process fails and is started again, and
 * Chromium may end an app for that. (Once an app under test ended after its windows were destroyed; why is not known.)
 */
export const electronArguments = ["--disable-gpu", ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])];
