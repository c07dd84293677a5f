import { BehaviorSubject, defer, Observable } from "rxjs";
import type { StreamsClient } from "../../src/ipc/client/client.ts";
import { CursorPosition } from "../../src/ipc/client/cursor-position.ts";
import { fetchOverPort } from "../../src/ipc/client/fetch/port-fetch.ts";
import { ClientOperations } from "../../src/ipc/client/operations.ts";
import { subscribePacked } from "../../src/ipc/client/pages.ts";
import type { ConnectionState } from "../../src/ipc/client/connection.ts";
import type { CursorName } from "../../src/protocol/ipc/messages.ts";
import { pathOf, type StreamTarget } from "../../src/protocol/definitions/reference.ts";
import { unpackPage, unpackPages, type PackedPage } from "../../src/protocol/packed-page.ts";
import type {
  ReplicationAction,
  ReplicationOperations,
  ReplicationStatus,
} from "../../src/protocol/replication.ts";
import type {
  FollowOptions,
  ListOptions,
  ListPage,
  ReadPage,
  StreamInfo,
  StreamMessage,
  SubscribeOptions,
} from "../../src/protocol/stream.ts";

import { readPageOf, readPagesOf, type ReportInvalid } from "../../src/schema/read-page.ts";

/**
 * The streams of the app, in a window. Observables are cold: each subscription opens a cursor in the main
 * process, and unsubscribing frees it. After a lost connection they resume where they were, without gaps or
 * repeats.
 */
export class Streams extends ClientOperations implements ReplicationOperations {
  readonly #client: StreamsClient;
  readonly #report: ReportInvalid;
  readonly #connection: BehaviorSubject<ConnectionState>;
  /** The state of the connection: now, and whenever it changes. */
  readonly connection$: Observable<ConnectionState>;
  /**
   * Speaks the Durable Streams Protocol with the store through this connection, for libraries that take a `fetch`: the
   * stream `people` has the URL `streams://store/people`. There is no server, and the page may do the same as with the
   * other calls. A response is what the protocol has over HTTP, an error included: `403` for `FORBIDDEN`, `429` for
   * `TOO_MANY`. Bodies are streamed in both directions, as fast as they are read; aborting the signal ends both.
   *
   * Rejects with a `TypeError` whose `cause` is a `StreamError` `DISCONNECTED` if the connection is lost before the
   * response: the request may or may not have been carried out. Call it as it is, detached from this object, too.
   */
  readonly fetch: typeof globalThis.fetch;

  /** Use `connectStreams`. */
  constructor(client: StreamsClient) {
    const report = (count: number) => client.reportInvalid(count);
    super((operation, args) => client.callOperation(operation, args), report);
    this.#report = report;
    this.#client = client;
    this.fetch = fetchOverPort(client);
    this.#connection = new BehaviorSubject(client.state);
    this.connection$ = this.#connection.asObservable();
    client.onState((state) => this.#connection.next(state));
  }

  /**
   * The messages of a stream from `offset`, the `last` ones, or those `since` a time (all by default), then live.
   * Completes at the end of a closed stream. It requests the next page once the last one has been emitted: if your work
   * continues after `next` returns, use `subscribe`, which waits for it.
   *
   * Through a reference, `data` is the output of its schema. Errors with `BAD_REQUEST`, `NOT_FOUND`, `GONE`, `FORBIDDEN`, with
   * `INVALID` (`details.offset`, `details.issues`) at a message that does not fit the schema, or `DISCONNECTED` after `close`.
   */
  messages$<Data = unknown>(
    path: StreamTarget<unknown, Data>,
    options: FollowOptions = {},
  ): Observable<StreamMessage<Data>> {
    return new Observable((subscriber) => {
      const pages = this.pages$(path, options).subscribe({
        next(page) {
          for (const message of page.messages) {
            if (subscriber.closed) return;
            subscriber.next(message);
          }
        },
        error: (error) => subscriber.error(error),
        complete: () => subscriber.complete(),
      });
      return pages;
    });
  }

  /**
   * As `messages$`, page by page. The first page comes at once, even if it is empty. Errors as `messages$` does, with `INVALID`
   * once a page with the messages before the invalid one was emitted.
   */
  pages$<Data = unknown>(
    target: StreamTarget<unknown, Data>,
    options: FollowOptions = {},
  ): Observable<ReadPage<Data>> {
    return new Observable((subscriber) => {
      const path = pathOf(target);
      const position = new CursorPosition(options);
      const report = this.#report;
      const cursor = this.#client.openCursor("messages", () => [path, position.options], {
        next(value) {
          const packed = value as PackedPage;
          position.passed(packed);
          const { page, failure } = readPageOf(target, unpackPage(packed), report);
          if (!failure || page.messages.length > 0) subscriber.next(page);
          if (failure) subscriber.error(failure.error);
          else cursor.grant();
        },
        end: () => subscriber.complete(),
        fail: (error) => subscriber.error(error),
      });
      return () => cursor.close();
    });
  }

  /** A stream's info: now, and whenever it changes. Errors with `NOT_FOUND` when the stream is deleted or expires. */
  info$(path: StreamTarget): Observable<StreamInfo> {
    return defer(() => this.#latest$<StreamInfo>("info", pathOf(path)));
  }

  /** A page of the list of streams: now, and whenever it changes. Errors with `BAD_REQUEST`, `FORBIDDEN`, `DISCONNECTED`. */
  list$(options: ListOptions = {}): Observable<ListPage> {
    return this.#latest$("list", options);
  }

  /**
   * The status of the app's replications, for streams that this window may read: now, and whenever it changes. Errors with
   * `DISCONNECTED`.
   */
  replication$(): Observable<ReplicationStatus[]> {
    return this.#latest$("replication", null);
  }

  controlReplication(path: StreamTarget, action: ReplicationAction): Promise<void> {
    return this.#client.controlReplication(path, action);
  }

  /**
   * Pages of messages from `offset` on (the start by default), then live. A page is requested when the loop asks for
   * one, so a slow loop holds at most a few pages. Abort the signal or leave the loop to stop.
   *
   * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`, `GONE`, `FORBIDDEN`, `DISCONNECTED` after `close`
   */
  subscribe<Data = unknown>(
    path: StreamTarget<unknown, Data>,
    options?: SubscribeOptions,
  ): AsyncGenerator<ReadPage<Data>, void, undefined> {
    return readPagesOf(path, unpackPages(subscribePacked(this.#client, path, options)), this.#report);
  }

  /** Closes the connection. Open observables fail with `DISCONNECTED`. */
  close(): void {
    this.#client.close();
    this.#connection.complete();
  }

  #latest$<T>(name: CursorName, argument: unknown): Observable<T> {
    return new Observable((subscriber) => {
      const cursor = this.#client.openCursor(name, () => [argument], {
        next(value) {
          subscriber.next(value as T);
          cursor.grant();
        },
        end: () => subscriber.complete(),
        fail: (error) => subscriber.error(error),
      });
      return () => cursor.close();
    });
  }
}
