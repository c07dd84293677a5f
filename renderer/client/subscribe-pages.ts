import type { ClientCursor } from "../../src/ipc/client-cursor.ts";
import type { StreamsClient } from "../../src/ipc/client.ts";
import type { StreamError } from "../../src/protocol/errors.ts";
import { startOffset } from "../../src/protocol/offset.ts";
import { unpackPage, type PackedPage } from "../../src/protocol/packed-page.ts";
import type { ReadPage, SubscribeOptions } from "../../src/protocol/stream.ts";

/** A cursor as an async iterable: credit is granted when a page is taken, not when it arrives. */
export async function* subscribePages(
  client: StreamsClient,
  path: string,
  { signal, ...options }: SubscribeOptions,
): AsyncGenerator<ReadPage, void, undefined> {
  const arrived = new ArrivedPages();
  let offset = options.offset ?? startOffset;
  const cursor: ClientCursor = client.openCursor("messages", () => [path, { ...options, offset }], {
    next(value) {
      const page = value as PackedPage;
      offset = page.nextOffset;
      arrived.push(page);
    },
    end: () => arrived.end(),
    fail: (error) => arrived.end(error),
  });
  // At once: whoever aborts may never ask for another page.
  const stop = () => {
    arrived.end();
    cursor.close();
  };
  signal?.addEventListener("abort", stop);
  try {
    while (!signal?.aborted) {
      const page = await arrived.take();
      if (!page || signal?.aborted) return;
      cursor.grant();
      if (page.lengths.length > 0) yield unpackPage(page);
    }
  } finally {
    signal?.removeEventListener("abort", stop);
    cursor.close();
  }
}

class ArrivedPages {
  readonly #pages: PackedPage[] = [];
  #ended = false;
  #error: StreamError | undefined;
  #changed: (() => void) | undefined;

  push(page: PackedPage): void {
    this.#pages.push(page);
    this.#changed?.();
  }

  end(error?: StreamError): void {
    this.#ended = true;
    this.#error = error;
    this.#changed?.();
  }

  /** The next page, or nothing at the end. @throws StreamError what the cursor failed with */
  async take(): Promise<PackedPage | undefined> {
    while (this.#pages.length === 0 && !this.#ended) {
      await new Promise<void>((resolve) => (this.#changed = resolve));
    }
    const page = this.#pages.shift();
    if (!page && this.#error) throw this.#error;
    return page;
  }
}
