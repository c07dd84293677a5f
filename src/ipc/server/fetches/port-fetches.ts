import { StreamError } from "../../../protocol/errors.ts";
import type { RequestHead, ResponseHead } from "../../../protocol/ipc/fetch.ts";
import type { ServerMessage } from "../../../protocol/ipc/messages.ts";
import type { Access } from "../../../protocol/operations.ts";
import type { StreamStore } from "../../../store/index.ts";
import type { Held } from "../../../waiting/held.ts";
import { bodyParts } from "../../shared/body-parts.ts";
import { allowsRequest, type AccessRules } from "../access.ts";
import type { BeforeRead } from "../cursors/cursor.ts";
import { checkRequestHead, toRequest } from "./request-head.ts";
import { RequestBodies } from "./request-bodies.ts";

/** The protocol over HTTP as one function. */
export type PortHandler = (request: Request) => Promise<Response>;

/** What the page behind a port may do. */
export interface PageAccess {
  readonly allows: (path: string, needed: Access) => boolean;
  /** Whether the same level holds for all streams. */
  readonly isUniform: boolean;
}

/** Makes the handler of one port. Called with its first request, so that apps without requests do not load it. */
export type LoadPortHandler = (store: StreamStore, access: PageAccess) => Promise<PortHandler>;

export interface PortFetchesOptions {
  readonly store: StreamStore;
  readonly access: AccessRules;
  readonly loadHandler: LoadPortHandler | undefined;
  readonly send: (message: ServerMessage) => void;
}

/** The requests of `streams.fetch`. Each is a cursor, which limits and ends it. */
export class PortFetches {
  readonly #options: PortFetchesOptions;
  readonly #bodies: RequestBodies;
  #handler: Promise<PortHandler> | undefined;

  constructor(options: PortFetchesOptions) {
    this.#options = options;
    this.#bodies = new RequestBodies(options.send);
  }

  get held(): Held {
    return this.#bodies.held;
  }

  receive(id: number, data: Uint8Array | undefined): void {
    this.#bodies.receive(id, data);
  }

  /**
   * The head of the response, then the parts of its body. Each is read when it is asked for.
   *
   * @throws StreamError `BAD_REQUEST`
   */
  open(
    id: number,
    value: unknown,
    signal: AbortSignal,
    beforeRead: BeforeRead,
  ): AsyncGenerator<ResponseHead | Uint8Array, void, undefined> {
    const { loadHandler, store, access } = this.#options;
    if (!loadHandler) throw new StreamError("BAD_REQUEST", "this port does not serve fetch");
    const head = checkRequestHead(value);
    const body = head.hasBody ? this.#bodies.open(id) : undefined;
    const release = () => body?.release();
    // Not only in the generator: one that never starts never reaches its `finally`.
    signal.addEventListener("abort", release);
    this.#handler ??= this.#load(loadHandler(store, pageAccess(access)));
    return respond({ head, body: body?.stream, handler: this.#handler, signal, beforeRead, release });
  }

  /** The next request tries again after a failure. */
  #load(loading: Promise<PortHandler>): Promise<PortHandler> {
    loading.catch(() => (this.#handler = undefined));
    return loading;
  }
}

interface Exchange {
  readonly head: RequestHead;
  readonly body: ReadableStream<Uint8Array> | undefined;
  readonly handler: Promise<PortHandler>;
  readonly signal: AbortSignal;
  readonly beforeRead: BeforeRead;
  /** Forgets the request's body. */
  readonly release: () => void;
}

async function* respond({
  head,
  body,
  handler,
  signal,
  beforeRead,
  release,
}: Exchange): AsyncGenerator<ResponseHead | Uint8Array, void, undefined> {
  try {
    const request = toRequest(head, body, signal);
    await beforeRead();
    const response = await (await handler)(request);
    const reader = head.method === "HEAD" ? undefined : response.body?.getReader();
    // Ends the read that this generator waits for.
    const cancel = () => void reader?.cancel().catch(() => {});
    signal.addEventListener("abort", cancel);
    if (signal.aborted) cancel();
    yield { status: response.status, headers: [...response.headers], hasBody: reader !== undefined };
    if (!reader) return;
    for await (const part of bodyParts(reader)) {
      yield part;
      await beforeRead();
    }
  } finally {
    release();
  }
}

function pageAccess(access: AccessRules): PageAccess {
  return {
    allows: (path, needed) => allowsRequest(access, path, needed),
    isUniform: typeof access === "string",
  };
}
