import { isJsonContentType } from "../../protocol/content-type.ts";
import {
  StreamError,
  type Logger,
  type Offset,
  type StreamErrorCode,
  type StreamInfo,
  type StreamStoreApi,
} from "../../store/index.ts";
import type { Item } from "../messages/items.ts";
import { ReplicationFailure } from "../remote/failure.ts";
import { formatPosition, parsePosition, type PullPosition } from "./position.ts";
import { unstorableIn } from "./unstorable.ts";

export const otherWriter = "another writer appended to the mirror";

export interface MirrorOptions {
  readonly store: StreamStoreApi;
  readonly path: string;
  readonly unstorableMessages: "stop" | "skip";
  readonly logger: Pick<Logger, "warn">;
}

/** The local stream of a pull. Each append has the position after it as its `seq`; both commit together. */
export class Mirror {
  readonly #options: MirrorOptions;
  position: PullPosition = parsePosition(undefined);
  /** Where the stream ended after the last append or check. */
  #tail: Offset | undefined;
  #json = false;

  constructor(options: MirrorOptions) {
    this.#options = options;
  }

  get tail(): Offset | undefined {
    return this.#tail;
  }

  forget(): void {
    this.#tail = undefined;
  }

  /** @throws ReplicationFailure `LOCAL_CONFLICT` */
  open(info: StreamInfo): void {
    this.position = parsePosition(info.seq);
    this.#json = isJsonContentType(info.contentType);
    this.#assertUnchanged(info);
  }

  /** @throws ReplicationFailure `LOCAL_CONFLICT` if another writer has appended */
  async check(): Promise<void> {
    const { store, path } = this.#options;
    this.#assertUnchanged(await store.head(path));
  }

  /**
   * Appends items as one commit with the position after them. Returns how many messages it has appended.
   *
   * @throws ReplicationFailure `MESSAGE_TOO_LARGE`, `MESSAGE_INVALID`; StreamError as `append` does
   */
  async append(items: readonly Item[], position: PullPosition, close: boolean): Promise<number> {
    const stored = await this.#appendStorable(items, position, close);
    this.position = position;
    return stored;
  }

  /** The store may name messages to leave out several times: it does not list very many of them at once. */
  async #appendStorable(items: readonly Item[], position: PullPosition, close: boolean): Promise<number> {
    try {
      await this.#append(items, position, close);
      return items.length;
    } catch (error) {
      if (!isOfMessage(error)) throw error;
      if (this.#json) {
        const storable = this.#withoutUnstorable(items, error);
        return storable.length === 0 ? 0 : this.#appendStorable(storable, position, close);
      }
      const parts = inSmallerParts(items, error);
      await this.#append(parts, position, close);
      return parts.length;
    }
  }

  async #append(items: readonly Item[], position: PullPosition, close: boolean): Promise<void> {
    const { store, path } = this.#options;
    if (!items.every((each) => each instanceof Uint8Array))
      throw new StreamError("TOO_LARGE", "a message is too large");
    const appended = await store.append(path, items, {
      seq: formatPosition(position),
      ...(close && { close }),
    });
    this.#tail = appended.offset;
  }

  #withoutUnstorable(items: readonly Item[], error: StreamError): readonly Item[] {
    const { path, unstorableMessages, logger } = this.#options;
    const unstorable = unstorableIn(items, error);
    const [first] = unstorable;
    if (!first) throw error;
    if (unstorableMessages === "stop") throw first.failure;
    for (const { failure } of unstorable)
      logger.warn(`electron-durable-streams: ${JSON.stringify(path)}: skipped a message: ${failure.message}`);
    const skipped = new Set(unstorable.map(({ item }) => item));
    return items.filter((each) => !skipped.has(each));
  }

  /** Other writers' appends without a `seq` are not refused: a moved tail reveals them. */
  #assertUnchanged({ tailOffset }: StreamInfo): void {
    this.#tail ??= tailOffset;
    if (tailOffset !== this.#tail) throw new ReplicationFailure("LOCAL_CONFLICT", otherWriter);
  }
}

/** A byte stream has no boundaries between messages: any part of it may be cut to the size that the store takes. */
function inSmallerParts(items: readonly Item[], error: StreamError): readonly Item[] {
  const { maxMessageBytes } = error.details;
  if (typeof maxMessageBytes !== "number") throw error;
  return items.flatMap((item) => {
    if (!(item instanceof Uint8Array)) return [];
    const count = Math.ceil(item.length / maxMessageBytes);
    return Array.from({ length: count }, (_, n) =>
      item.subarray(n * maxMessageBytes, (n + 1) * maxMessageBytes),
    );
  });
}

/** The errors of an append that may be about one of its messages. */
const messageCodes: ReadonlySet<StreamErrorCode> = new Set(["TOO_LARGE", "BAD_REQUEST", "INVALID"]);

function isOfMessage(error: unknown): error is StreamError {
  return error instanceof StreamError && messageCodes.has(error.code);
}
