import { firstLine } from "../protocol/append-data.ts";
import { StreamError } from "../protocol/errors.ts";
import { isStreamDefinition, type AnyStreamDefinition } from "./define-stream.ts";

/**
 * The definitions that a module exports, under whatever names.
 *
 * @param url of the module, such as `file:///app/streams.js`
 * @throws StreamError `STORE_FAILED` if the module cannot be loaded; `BAD_REQUEST` if it exports no definition
 */
export async function loadDefinitions(url: string): Promise<AnyStreamDefinition[]> {
  let exported: object;
  try {
    exported = (await import(/* @vite-ignore */ url)) as object;
  } catch (error) {
    const text = "streams: cannot load the module of the definitions";
    throw new StreamError("STORE_FAILED", `${text} ${url}: ${firstLine(error)}`, {}, text);
  }
  const definitions = Object.values(exported).filter(isStreamDefinition);
  if (definitions.length > 0) return definitions;
  throw new StreamError("BAD_REQUEST", `streams: the module ${url} exports nothing made by defineStream`);
}
