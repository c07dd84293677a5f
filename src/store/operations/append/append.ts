import type { AppendData, AppendOptions, AppendResult } from "../../../protocol/stream.ts";
import type { StoreContext } from "../../context.ts";
import { assertPath } from "../../streams/settle.ts";
import { created } from "../create/draft.ts";
import { checkAppendOptions } from "./check-options.ts";
import {
  encodeSoon,
  messagesToStore,
  noOptions,
  streamOrDraft,
  takeOptions,
  writeAppend,
} from "./one-append.ts";

/**
 * Appends one message, or an array of messages as one atomic batch, and resolves when they are committed
 * (PROTOCOL.md, section 5.2). Creates the stream if it does not exist and has a definition.
 *
 * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`, `GONE`, `CLOSED`, `CONTENT_TYPE_MISMATCH`, `OFFSET_CONFLICT`,
 *   `SEQ_CONFLICT`, `PRODUCER_FENCED`, `PRODUCER_GAP`, `TOO_LARGE`, `INVALID`, `DISK_FULL`, `STORE_LOCKED` (another
 *   program); then nothing was written
 */
export function append(
  context: StoreContext,
  path: string,
  data: AppendData,
  given: AppendOptions = noOptions,
): Promise<AppendResult> {
  return context.commit.prepare(() => {
    assertPath(context, path);
    checkAppendOptions("append", given);
    const options = takeOptions(data, given);
    const encode = encodeSoon(context, path, data, options);
    return (transaction) => {
      const stream = streamOrDraft(context, path, transaction);
      const messages = messagesToStore(context, stream, encode, options);
      return writeAppend(context, transaction, created(context, transaction, stream), messages, options);
    };
  });
}
