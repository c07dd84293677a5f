import { aboutEntry, checkEntries } from "../../../protocol/append-data.ts";
import type { AppendEntry, AppendResult } from "../../../protocol/stream.ts";
import type { StoreContext } from "../../context.ts";
import { assertPath } from "../../streams/settle.ts";
import { checkAppendOptions } from "./check-options.ts";
import { Drafts, type PreparedAppend } from "./drafts.ts";
import { encodeSoon, noOptions, takeOptions, writeAppend, type Encode } from "./one-append.ts";

/**
 * Appends to several streams in one commit, all or nothing: checks every append before it writes the first one.
 *
 * @throws StreamError as `append` does, with `details.index`; then nothing was written
 */
export function appendAll(context: StoreContext, given: readonly AppendEntry[]): Promise<AppendResult[]> {
  return context.commit.prepare(() => {
    const appends = checkEntries(given).map((entry, index) =>
      aboutEntry(index, () => prepareAppend(context, entry)),
    );
    return (transaction) => {
      const drafts = new Drafts(context, transaction);
      const checked = appends.map((append, index) => aboutEntry(index, () => drafts.check(append)));
      return checked.map(({ stream, messages, options }) =>
        writeAppend(context, transaction, stream, messages, options),
      );
    };
  });
}

function prepareAppend(
  context: StoreContext,
  { path, data, options: given = noOptions }: AppendEntry,
): PreparedAppend {
  assertPath(context, path);
  checkAppendOptions("append", given);
  const options = takeOptions(data, given);
  return { path, options, encode: encodeInTurn(() => encodeSoon(context, path, data, options)) };
}

/** Keeps an error until its turn: the caller gets that of the first append that cannot be stored. */
function encodeInTurn(encode: () => Encode): Encode {
  try {
    return encode();
  } catch (error) {
    return () => {
      throw error;
    };
  }
}
