import type { PackedPage } from "../../protocol/packed-page.ts";
import type { CreateOptions, ListOptions, StreamInfo } from "../../protocol/stream.ts";

/** What is known of a stream: over HTTP less than in a folder. */
export type Properties = Pick<StreamInfo, "path" | "contentType" | "tailOffset" | "closed"> &
  Partial<StreamInfo>;

/** Where a read starts: at the start by default. */
export interface Position {
  readonly offset?: string;
  readonly last?: number;
  readonly since?: Date;
}

export interface ReadRequest extends Position {
  /** Whether to wait for messages at the tail, until the signal is aborted or the stream is closed. */
  readonly follow: boolean;
  readonly signal: AbortSignal;
}

/** A part of a stream's content, in order. */
export interface Content extends Pick<PackedPage, "json" | "data" | "lengths"> {
  /** Whether each item is a message. Over HTTP a stream of bytes has no boundaries between its messages. */
  readonly isWhole: boolean;
}

export interface Appended {
  /** The tail after it. */
  readonly offset: string;
}

/** Where streams are: in a store's folder, or on a server. A command for streams does not know which. */
export interface Target {
  /** All streams whose path starts with `prefix`, page by page. */
  list(options: Pick<ListOptions, "prefix">): AsyncGenerator<readonly StreamInfo[], void, undefined>;
  /** @throws StreamError `NOT_FOUND`, `GONE` */
  head(path: string): Promise<Properties>;
  /** @returns whether it is new. @throws StreamError `EXISTS` if it has another configuration */
  create(path: string, options: CreateOptions): Promise<boolean>;
  /**
   * Appends messages; to a folder, and to a stream of JSON, all of them or none.
   *
   * @param stream what `head` has returned
   */
  append(stream: Properties, messages: readonly Uint8Array[]): Promise<Appended>;
  delete(path: string): Promise<void>;
  /** @param stream what `head` has returned */
  read(stream: Properties, request: ReadRequest): AsyncGenerator<Content, void, undefined>;
  close(): Promise<void>;
}
