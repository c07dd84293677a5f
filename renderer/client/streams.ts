import { BehaviorSubject, Observable } from "rxjs";
import type { StreamsClient } from "../../src/ipc/client/client.ts";
import { ClientOperations } from "../../src/ipc/client/operations.ts";
import { subscribePacked } from "../../src/ipc/client/pages.ts";
import type { ConnectionState } from "../../src/ipc/client/connection.ts";
import type { CursorName } from "../../src/protocol/ipc/messages.ts";
import { startOffset } from "../../src/protocol/offset.ts";
import { unpackPage, unpackPages, type PackedPage } from "../../src/protocol/packed-page.ts";
import type {
  ReplicationAction,
  ReplicationOperations,
  ReplicationStatus,
} from "../../src/protocol/replication.ts";
import type {
  ListOptions,
  ListPage,
  ReadOptions,
  ReadPage,
  StreamInfo,
  StreamMessage,
  SubscribeOptions,
} from "../../src/protocol/stream.ts";

/**
 * The streams of the app, in a window. Observables are cold: each subscription opens a cursor in the main
 * process, and unsubscribing frees it. When the connection is lost they go on by themselves where they
 * were: no gap, no repeat.
 */
export class Streams extends ClientOperations implements ReplicationOperations {
  readonly #client: StreamsClient;
  readonly #connection: BehaviorSubject<ConnectionState>;
  /** The state of the connection: now, and each change. */
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
   * The messages of a stream from `offset` on (the start by default), then live; completes at the end of
   * a closed stream. The next page is asked for when the last one has been emitted; for work that goes on
   * after `next` returns use `subscribe`, which waits for it.
   */
  messages$(path: string, options: ReadOptions = {}): Observable<StreamMessage> {
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

  /** As `messages$`, by the page. The first page comes at once, also an empty one. */
  pages$(path: string, options: ReadOptions = {}): Observable<ReadPage> {
    return new Observable((subscriber) => {
      let offset = options.offset ?? startOffset;
      const cursor = this.#client.openCursor("messages", () => [path, { ...options, offset }], {
        next(value) {
          const page = value as PackedPage;
          offset = page.nextOffset;
          subscriber.next(unpackPage(page));
          cursor.grant();
        },
        end: () => subscriber.complete(),
        fail: (error) => subscriber.error(error),
      });
      return () => cursor.close();
    });
  }

  /** A stream's info: now, and whenever it has changed. Errors with `NOT_FOUND` when the stream goes. */
  info$(path: string): Observable<StreamInfo> {
    return this.#latest$("info", path);
  }

  /** A page of the list of streams: now, and whenever it has changed. */
  list$(options: ListOptions = {}): Observable<ListPage> {
    return this.#latest$("list", options);
  }

  /** How the app's replications stand, of the streams that this window may read: now, and whenever it has changed. */
  replication$(): Observable<ReplicationStatus[]> {
    return this.#latest$("replication", null);
  }

  controlReplication(path: string, action: ReplicationAction): Promise<void> {
    return this.#client.controlReplication(path, action);
  }

  /**
   * Pages of messages, then live: the next one is fetched when the loop asks for it, so that a slow loop
   * holds a few pages at the most. Abort the signal, or leave the loop, to stop.
   */
  subscribe(path: string, options?: SubscribeOptions): AsyncGenerator<ReadPage, void, undefined> {
    return unpackPages(subscribePacked(this.#client, path, options));
  }

  /** Gives the connection up; open observables fail with `DISCONNECTED`. */
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
