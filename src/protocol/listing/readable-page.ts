import { defaultListLimit, type ListOptions, type ListPage, type StreamInfo } from "../stream.ts";

/**
 * A page of the streams that a client may read. `readable` leaves out the others until the page is full, so that neither a
 * short page nor `next` reveals them.
 */
export async function pageOfReadable(
  readable: AsyncIterable<StreamInfo>,
  { limit = defaultListLimit }: Pick<ListOptions, "limit">,
): Promise<ListPage> {
  const streams: StreamInfo[] = [];
  // Reads one more than requested, to know whether there is a next page.
  for await (const info of readable) {
    if (streams.length === limit) return { streams, next: streams[limit - 1]!.path };
    streams.push(info);
  }
  return { streams };
}
