import { StreamError } from "../../../protocol/errors.ts";
import { nowOffset, parseOffset, startOffset } from "../../../protocol/offset.ts";
import type { StoreContext } from "../../context.ts";
import type { ReadonlyStream } from "../stream.ts";
import { offsetAt, ownerOf } from "./lineage.ts";

/**
 * The position of an offset in a stream.
 *
 * @throws StreamError `BAD_REQUEST`, `GONE`
 */
export function resolvePosition(
  context: Pick<StoreContext, "catalog">,
  stream: ReadonlyStream,
  offset: string,
): number {
  if (offset === startOffset) return stream.floor;
  if (offset === nowOffset) return stream.tail;
  const { streamId, position } = parseOffset(offset);
  if (streamId > stream.id) {
    throw new StreamError("BAD_REQUEST", `offset ${offset} is of a stream that is newer than this one`);
  }
  if (streamId === stream.id && position > stream.tail) {
    throw new StreamError("BAD_REQUEST", `offset ${offset} is beyond the tail of the stream`, {
      tailOffset: offsetAt(context, stream, stream.tail),
    });
  }
  // An offset with the stream's own id is valid for each of its positions, those inherited by a fork included.
  const isOwn =
    streamId === stream.id || streamId === ownerOf(context, stream, Math.min(position, stream.tail)).id;
  if (!isOwn || position > stream.tail) {
    throw gone(
      context,
      stream,
      `offset ${offset} is not one of this stream, which may have been deleted and created again`,
    );
  }
  if (position < stream.floor) {
    throw gone(context, stream, `retention has dropped the messages at offset ${offset}`);
  }
  return position;
}

function gone(context: Pick<StoreContext, "catalog">, stream: ReadonlyStream, problem: string): StreamError {
  const earliestOffset = offsetAt(context, stream, stream.floor);
  return new StreamError("GONE", `${problem}; the earliest that can be read is ${earliestOffset}`, {
    earliestOffset,
  });
}
