import { setImmediate as nextTurn } from "node:timers/promises";
import { StreamError } from "../../../protocol/errors.ts";
import { operationAccess, type StreamOperations } from "../../../protocol/operations.ts";
import {
  defaultListLimit,
  type ListOptions,
  type ListPage,
  type StreamInfo,
} from "../../../protocol/stream.ts";
import { pageOfReadable } from "../../../protocol/listing/readable-page.ts";
import { assertPathPrefix } from "../../../protocol/stream-path.ts";
import { allows, allowsAnything, readablePrefixes, type AccessRules } from "../access.ts";
import { optionsFrom } from "./options-from.ts";

/**
 * A page of the streams that the window may read.
 *
 * @throws StreamError `FORBIDDEN` if the window has no access at all, `BAD_REQUEST`
 */
export async function listAllowed(
  store: StreamOperations,
  access: AccessRules,
  given: unknown,
): Promise<ListPage> {
  if (!allowsAnything(access)) throw new StreamError("FORBIDDEN", "this window may not read any stream");
  const options: ListOptions = optionsFrom(given);
  if (typeof access === "string") return store.list(options);
  return pageOfReadable(readableStreams(store, access, options), options);
}

async function* readableStreams(
  store: StreamOperations,
  access: AccessRules,
  options: ListOptions,
): AsyncGenerator<StreamInfo, void, undefined> {
  const { prefix: wanted = "" } = options;
  assertPathPrefix(wanted);
  for (const prefix of readablePrefixes(access, wanted)) {
    let page = await store.list({ ...options, prefix });
    for (;;) {
      yield* page.streams.filter(({ path }) => allows(access, path, operationAccess.list));
      if (page.next === undefined) break;
      // Any number of streams may be hidden: skipping them must not delay other work.
      await nextTurn();
      page = await store.list({ prefix, after: page.next, limit: defaultListLimit });
    }
  }
}
