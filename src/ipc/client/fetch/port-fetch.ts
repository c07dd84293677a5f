import { errorBody, httpStatusByCode, type StreamError } from "../../../protocol/errors.ts";
import { fetchCursor, type RequestHead, type ResponseHead } from "../../../protocol/ipc/fetch.ts";
import { ArrivingBody } from "../../shared/arriving-body.ts";
import type { OpenCursor, StreamsClient } from "../client.ts";
import { SentBody } from "./send-body.ts";

/** A `fetch` that sends requests through the port of a client. */
export function fetchOverPort(client: StreamsClient): typeof fetch {
  return async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const signal = signalIn(input, init);
    signal?.throwIfAborted();
    // Without the signal: a `Request` follows it with one of its own, which may be collected earlier.
    return new Exchange(client, new Request(input, { ...init, signal: null }), signal).response;
  };
}

/** One request and its response. */
class Exchange {
  readonly response: Promise<Response>;
  readonly #request: Request;
  readonly #signal: AbortSignal | undefined;
  readonly #cursor: OpenCursor;
  readonly #settle: PromiseWithResolvers<Response>;
  readonly #sent: SentBody | undefined;
  #body: ArrivingBody | undefined;

  constructor(client: StreamsClient, request: Request, signal: AbortSignal | undefined) {
    this.#settle = Promise.withResolvers();
    this.response = this.#settle.promise;
    this.#request = request;
    this.#signal = signal;
    this.#sent = request.body ? new SentBody(request.body) : undefined;
    signal?.addEventListener("abort", this.#abort);
    this.#cursor = client.open(
      { name: fetchCursor, args: () => [headOf(request)], resumes: false },
      {
        opened: (cursor) => {
          this.#sent?.start((data) => cursor.part(data)).catch(this.#bodyFailed);
        },
        granted: (credit) => this.#sent?.granted(credit),
        next: (value) => this.#receive(value),
        end: () => this.#finish(),
        fail: (error) => this.#fail(error),
      },
    );
  }

  #receive(value: unknown): void {
    if (this.#body) return this.#body.push(value as Uint8Array);
    const { status, headers, hasBody } = value as ResponseHead;
    this.#body = new ArrivingBody(
      (parts) => {
        for (let i = 0; i < parts; i++) this.#cursor.grant();
      },
      () => {
        this.#finish();
        this.#cursor.close();
      },
    );
    this.#cursor.grant();
    const response = new Response(hasBody ? this.#body.stream : null, {
      status,
      headers: headers.map(([name, header]) => [name, header]),
    });
    // A response that a page constructs has none.
    this.#settle.resolve(Object.defineProperty(response, "url", { value: this.#request.url }));
  }

  #finish(): void {
    this.#signal?.removeEventListener("abort", this.#abort);
    this.#sent?.stop();
    this.#body?.end();
  }

  #fail(error: StreamError): void {
    if (this.#body || error.code === "DISCONNECTED") return this.#break(networkError(error));
    // As over HTTP: the store has answered.
    const { code, message } = error;
    const headers = { "Content-Type": "application/json" };
    this.#settle.resolve(new Response(errorBody(code, message), { status: httpStatusByCode[code], headers }));
    this.#finish();
  }

  readonly #abort = (): void => this.#close(this.#signal?.reason);
  readonly #bodyFailed = (error: unknown): void => this.#close(networkError(error));

  #close(reason: unknown): void {
    this.#cursor.close();
    this.#break(reason);
  }

  #break(reason: unknown): void {
    this.#settle.reject(reason);
    this.#body?.fail(reason);
    this.#finish();
  }
}

function signalIn(input: RequestInfo | URL, init: RequestInit | undefined): AbortSignal | undefined {
  if (init?.signal !== undefined) return init.signal ?? undefined;
  return input instanceof Request ? input.signal : undefined;
}

function headOf({ method, url, headers, body }: Request): RequestHead {
  return { method, url, headers: [...headers], hasBody: body !== null };
}

/** What `fetch` rejects with if no response comes, and a body if it breaks off. */
function networkError(cause: unknown): TypeError {
  return new TypeError("Failed to fetch", { cause });
}
