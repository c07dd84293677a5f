import { realpathSync } from "node:fs";
import { isAbsolute, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { app } from "electron";
import type { AccessRules } from "../../src/ipc/server/index.ts";
import type { StreamsSender } from "./frame-access.ts";

/** The default of `exposeStreams`: the app's own pages may do everything, all others nothing. */
export function authorizeAppPages({ url, origin }: Pick<StreamsSender, "url" | "origin">): AccessRules {
  // A sandboxed frame has a URL of the app, but the origin "null".
  const isOwn =
    origin === "file://" &&
    [app.getAppPath(), process.resourcesPath].some((folder) => isInFolder(url, folder));
  return isOwn ? "manage" : "none";
}

/** Whether a URL is that of a file in a folder, links resolved on both sides. */
export function isInFolder(url: string, folder: string): boolean {
  try {
    const path = relative(realpathSync(folder), realpathSync(fileURLToPath(url)));
    return path !== "" && path !== ".." && !path.startsWith(`..${sep}`) && !isAbsolute(path);
  } catch {
    return false; // not a file: URL, or a file that is not there
  }
}
