import { isJsonContentType } from "../../protocol/content-type.ts";
import type { CreateOptions, ListOptions, StreamInfo } from "../../protocol/stream.ts";
import type { StreamStore } from "../../store/index.ts";
import { joinMessages } from "./joined-messages.ts";
import { pagesUpToTail } from "./pages-up-to-tail.ts";
import type { Appended, Content, Properties, ReadRequest, Target } from "./target.ts";

/** The streams of an open store, which it closes. */
export class FolderTarget implements Target {
  readonly #store: StreamStore;

  constructor(store: StreamStore) {
    this.#store = store;
  }

  async *list({ prefix = "" }: Pick<ListOptions, "prefix">): AsyncGenerator<StreamInfo[], void, undefined> {
    for (let after: string | undefined; ;) {
      const { streams, next } = await this.#store.list({ prefix, limit: 1000, ...(after && { after }) });
      yield streams;
      if (next === undefined) return;
      after = next;
    }
  }

  head(path: string): Promise<Properties> {
    return this.#store.head(path);
  }

  async create(path: string, options: CreateOptions): Promise<boolean> {
    return (await this.#store.create(path, options)).created;
  }

  async append({ path, contentType }: Properties, messages: readonly Uint8Array[]): Promise<Appended> {
    if (!isJsonContentType(contentType)) return this.#store.append(path, messages);
    // As JSON text, which is stored as it is: a value would be formatted anew.
    const { data } = joinMessages(messages, true);
    return this.#store.append(path, Buffer.concat([Buffer.from("["), data, Buffer.from("]")]));
  }

  delete(path: string): Promise<void> {
    return this.#store.delete(path);
  }

  async *read(
    { path }: Properties,
    { follow, signal, ...position }: ReadRequest,
  ): AsyncGenerator<Content, void, undefined> {
    const pages = follow
      ? this.#store.subscribePacked(path, { ...position, signal })
      : pagesUpToTail(this.#store, path, position, signal);
    for await (const page of pages) if (page.lengths.length > 0) yield { ...page, isWhole: true };
  }

  close(): Promise<void> {
    return this.#store.close();
  }
}
