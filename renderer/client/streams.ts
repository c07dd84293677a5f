import { BehaviorSubject, Observable } from "rxjs";
import type { StreamsClient } from "../../src/ipc/client/client.ts";
import { CursorPosition } from "../../src/ipc/client/cursor-position.ts";
import { ClientOperations } from "../../src/ipc/client/operations.ts";
import { subscribePacked } from "../../src/ipc/client/pages.ts";
import type { ConnectionState } from "../../src/ipc/client/connection.ts";
import type { CursorName } from "../../src/protocol/ipc/messages.ts";
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

/**
 * The streams of the app, in a window. Observables are cold: each subscription opens a cursor in the main
 * process, and unsubscribing frees it. After a lost connection they resume where they were, without gaps or
 * repeats.
 */
export class Streams extends ClientOperations implements ReplicationOperations {
  readonly #client: StreamsClient;
  readonly #connection: BehaviorSubject<ConnectionState>;
  /** The state of the connection: now, and whenever it changes. */
  readonly connection$: Observable<ConnectionState>;

  /** Use `connectStreams`. */
  constructor(client: StreamsClient) {
    super((operation, args) => client.callOperation(operation, args));
    this.#client = client;
    this.#connection = new BehaviorSubject(client.state);
    this.connection$ = this.#connection.asObservable();
    client.onState((state) => this.#connection.next(state));
  }

  /**
   * The messages of a stream from `offset`, the `last` ones, or those `since` a time (all by default), then live. Completes at the end of a closed
   * stream. It requests the next page once the last one has been emitted: if your work continues after `next`
   * returns, use `subscribe`, which waits for it.
   *
   * Errors with `BAD_REQUEST`, `NOT_FOUND`, `GONE`, `FORBIDDEN`, or `DISCONNECTED` after `close`.
   */
  messages$(path: string, options: FollowOptions = {}): Observable<StreamMessage> {
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

  /** As `messages$`, page by page. The first page comes at once, even if it is empty. Errors as `messages$` does. */
  pages$(path: string, options: FollowOptions = {}): Observable<ReadPage> {
    return new Observable((subscriber) => {
      const position = new CursorPosition(options);
      const cursor = this.#client.openCursor("messages", () => [path, position.options], {
        next(value) {
          const page = value as PackedPage;
          position.passed(page);
          subscriber.next(unpackPage(page));
          cursor.grant();
        },
        end: () => subscriber.complete(),
        fail: (error) => subscriber.error(error),
      });
      return () => cursor.close();
    });
  }

  /** A stream's info: now, and whenever it changes. Errors with `NOT_FOUND` when the stream is deleted or expires. */
  info$(path: string): Observable<StreamInfo> {
    return this.#latest$("info", path);
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

  controlReplication(path: string, action: ReplicationAction): Promise<void> {
    return this.#client.controlReplication(path, action);
  }

  /**
   * Pages of messages from `offset` on (the start by default), then live. A page is requested when the loop asks for
   * one, so a slow loop holds at most a few pages. Abort the signal or leave the loop to stop.
   *
   * @throws StreamError `BAD_REQUEST`, `NOT_FOUND`, `GONE`, `FORBIDDEN`, `DISCONNECTED` after `close`
   */
  subscribe(path: string, options?: SubscribeOptions): AsyncGenerator<ReadPage, void, undefined> {
    return unpackPages(subscribePacked(this.#client, path, options));
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
