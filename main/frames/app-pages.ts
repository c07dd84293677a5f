import { realpathSync, statSync } from "node:fs";
import { isAbsolute, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { app } from "electron";
import type { AccessRules } from "../../src/ipc/server/index.ts";
import { StreamError } from "../../src/protocol/index.ts";
import type { StreamsSender } from "./frame-access.ts";

/** The default of `exposeStreams`: the app's own pages may `"manage"`, all others get `"none"`. */
export function authorizeAppPages(sender: Pick<StreamsSender, "url" | "origin">): AccessRules {
  return isAppPage(sender) ? "manage" : "none";
}

/**
 * Whether a frame shows one of the app's own pages, for use in `authorize`. False for pages from the web, for other files on
 * the disk, and for sandboxed frames.
 *
 * @param sender what `authorize` receives
 * @param path the absolute path of a page, or of a folder of pages; by default the app's folder and its resources
 * @throws StreamError `BAD_REQUEST` if the path is not absolute
 */
export function isAppPage({ url, origin }: Pick<StreamsSender, "url" | "origin">, path?: string): boolean {
  if (path !== undefined && !isAbsolute(path))
    throw new StreamError("BAD_REQUEST", `isAppPage: the path ${JSON.stringify(path)} is not absolute`);
  // A sandboxed frame can have a URL of the app, but its origin is "null".
  if (origin !== "file://") return false;
  if (path === undefined)
    return [app.getAppPath(), process.resourcesPath].some((folder) => isFileWithin(url, folder));
  return isFileWithin(url, path);
}

/** Whether a URL names this file, or a file in this folder. Symbolic links are resolved in both. */
export function isFileWithin(url: string, path: string): boolean {
  try {
    const rest = relative(realpathSync(path), realpathSync(fileURLToPath(url)));
    if (rest === "") return statSync(path).isFile();
    return rest !== ".." && !rest.startsWith(`..${sep}`) && !isAbsolute(rest);
  } catch {
    return false; // not a file: URL, or the file does not exist
  }
}
