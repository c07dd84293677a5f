import { aboutEntry, checkEntries, type CheckedEntry } from "../../../protocol/append-data.ts";
import type { AppendResult, AppendEntry } from "../../../protocol/stream.ts";
import type { StoreContext } from "../../context.ts";
import { assertPath } from "../../streams/settle.ts";
import type { Stream } from "../../streams/stream.ts";
import { created } from "../create/draft.ts";
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
      const written = new Map<Stream, Stream>();
      return checked.map(({ stream: checkedStream, messages, options }) => {
        const stream = written.get(checkedStream) ?? created(context, transaction, checkedStream);
        written.set(checkedStream, stream);
        return writeAppend(context, transaction, stream, messages, options);
      });
    };
  });
}

function prepareAppend(
  context: StoreContext,
  { path, data, options: given = noOptions }: CheckedEntry,
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
