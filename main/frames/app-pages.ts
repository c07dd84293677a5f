import { realpathSync } from "node:fs";
import { isAbsolute, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { app } from "electron";
import type { AccessRules } from "../../src/ipc/server/index.ts";
import type { StreamsSender } from "./frame-access.ts";

/** The default of `exposeStreams`: the app's own pages may `"manage"`, all others get `"none"`. */
export function authorizeAppPages({ url, origin }: Pick<StreamsSender, "url" | "origin">): AccessRules {
  // A sandboxed frame can have a URL of the app, but its origin is "null".
  const isOwn =
    origin === "file://" &&
    [app.getAppPath(), process.resourcesPath].some((folder) => isInFolder(url, folder));
  return isOwn ? "manage" : "none";
}

/** Whether a URL names a file in a folder, after symbolic links are resolved in both. */
export function isInFolder(url: string, folder: string): boolean {
  try {
    const path = relative(realpathSync(folder), realpathSync(fileURLToPath(url)));
    return path !== "" && path !== ".." && !path.startsWith(`..${sep}`) && !isAbsolute(path);
  } catch {
    return false; // not a file: URL, or the file does not exist
  }
}
