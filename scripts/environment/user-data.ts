import { homedir } from "node:os";
import { join } from "node:path";

/** The folder that Electron calls `userData` for an app with this name. */
export function userDataDirectory(appName: string): string {
  return join(applicationData(), appName);
}

function applicationData(): string {
  if (process.platform === "darwin") return join(homedir(), "Library", "Application Support");
  if (process.platform === "win32") return process.env["APPDATA"] ?? join(homedir(), "AppData", "Roaming");
  return process.env["XDG_CONFIG_HOME"] || join(homedir(), ".config");
}
