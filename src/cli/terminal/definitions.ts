import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { StoreOptions } from "../../store/index.ts";
import { loadDefinitions } from "../../schema/load-definitions.ts";

/** The option of commands that append: the app's definitions are code, which no store holds. */
export const streamsOption = [
  "--streams <module>",
  "a module that exports the app's stream definitions; appends that do not fit them are refused",
] as const;

/** @throws StreamError `BAD_REQUEST` */
export async function definitionsIn(module: string | undefined): Promise<Pick<StoreOptions, "streams">> {
  return module === undefined ? {} : { streams: await loadDefinitions(pathToFileURL(resolve(module)).href) };
}
