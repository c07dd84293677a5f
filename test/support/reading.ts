import type { ReadOptions, ReadPage, StreamMessage } from "../../src/protocol/stream.ts";
import type { Streams } from "./host.ts";

/** Follows `nextOffset` to the tail and returns all messages. */
export async function readMessages(
  streams: Pick<Streams, "read">,
  path: string,
  options: ReadOptions = {},
): Promise<StreamMessage[]> {
  const messages: StreamMessage[] = [];
  for (let offset = options.offset; ;) {
    const page = await streams.read(path, { ...options, ...(offset !== undefined && { offset }) });
    messages.push(...page.messages);
    if (page.upToDate) return messages;
    offset = page.nextOffset;
  }
}

/** The data of all messages. */
export async function readAll(streams: Streams, path: string, options?: ReadOptions): Promise<unknown[]> {
  return (await readMessages(streams, path, options)).map(({ data }) => data);
}

/** All messages of a byte stream, as text. */
export async function readTexts(streams: Streams, path: string, options?: ReadOptions): Promise<string[]> {
  return (await readAll(streams, path, options)).map(asText);
}

export function pageTexts(page: ReadPage): string[] {
  return page.messages.map((message) => asText(message.data));
}

export function asText(data: unknown): string {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data as Uint8Array);
}

export function asBytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** The texts of a subscription's next page. @throws Error if the subscription has ended */
export async function nextTexts(pages: AsyncIterator<ReadPage, unknown>): Promise<string[]> {
  const result = await pages.next();
  if (result.done === true) throw new Error("the subscription has ended");
  return pageTexts(result.value);
}

/** Reads pages until one satisfies the predicate, or the pages end. */
export async function takeUntil(
  pages: AsyncIterable<ReadPage>,
  isEnough: (texts: string[]) => boolean,
): Promise<string[]> {
  const texts: string[] = [];
  for await (const page of pages) {
    texts.push(...pageTexts(page));
    if (isEnough(texts)) break;
  }
  return texts;
}

/** The first `count` messages, as text. */
export function takeTexts(pages: AsyncIterable<ReadPage>, count: number): Promise<string[]> {
  return takeUntil(pages, (texts) => texts.length >= count);
}

/** All messages until the pages end, as text. */
export function drain(pages: AsyncIterable<ReadPage>): Promise<string[]> {
  return takeUntil(pages, () => false);
}

/** `["0", "1", ...]`: the content of a stream of numbered messages. */
export function numbered(count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, i) => String(from + i));
}
