import { firstLine } from "../protocol/append-data.ts";
import { StreamError } from "../protocol/errors.ts";
import { isStreamDefinition, type AnyStreamDefinition } from "./define-stream.ts";

/**
 * The definitions that a module exports, under whatever names.
 *
 * @param url of the module, such as `file:///app/streams.js`
 * @throws StreamError `BAD_REQUEST` if the module cannot be loaded or exports no definition
 */
export async function loadDefinitions(url: string): Promise<AnyStreamDefinition[]> {
  let exported: object;
  try {
    exported = (await import(/* @vite-ignore */ url)) as object;
  } catch (error) {
    throw new StreamError("BAD_REQUEST", `streams: cannot load the module ${url}: ${firstLine(error)}`);
  }
  const definitions = Object.values(exported).filter(isStreamDefinition);
  if (definitions.length > 0) return definitions;
  throw new StreamError("BAD_REQUEST", `streams: the module ${url} exports nothing made by defineStream`);
}
