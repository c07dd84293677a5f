import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { splitJsonArray } from "../../../src/store/index.ts";
import { readAll } from "../campaign/forward.ts";

interface PeerStream {
  readonly contentType: string;
  readonly messages: Buffer[];
  readonly producers: Map<string, { epoch: number; seq: number }>;
  closed: boolean;
}

/**
 * A small server of the protocol that behaves as servers do that are not ours: its offsets count bytes, so a stream that
 * was deleted and created again accepts its predecessor's, and the test decides how much an answer holds, how it is sent,
 * and what the server forgets.
 */
export class Peer {
  url = "";
  /** The most messages of an answer; all by default, in one. */
  pageMessages = Number.POSITIVE_INFINITY;
  /** How the server writes a JSON message; as it came by default. */
  rewrite: (message: string) => string = (message) => message;
  /** Sends the body of a catch-up answer; at once by default. */
  send: (response: ServerResponse, body: Buffer) => unknown = (response, body) => response.end(body);
  /** Answers a long-poll at the tail; never by default. */
  poll: (response: ServerResponse, tail: string) => unknown = () => undefined;
  /** Answers a request in place of the server, if it returns true. */
  intercept: (request: IncomingMessage, response: ServerResponse) => boolean = () => false;
  /** Waited for before the body of a request is read. */
  receive: (request: IncomingMessage) => Promise<unknown> = async () => undefined;
  /** What a producer with an unknown epoch and a seq above 0 gets. */
  unknownProducer: 400 | 409 = 409;
  /** The method, and the query or the producer's epoch and seq, of each request. */
  readonly seen: string[] = [];
  readonly #streams = new Map<string, PeerStream>();
  readonly #server = createServer((request, response) => void this.#handle(request, response));

  /** Closed at the end of the running test. */
  static async open(): Promise<Peer> {
    const peer = new Peer();
    await new Promise<void>((resolve) => peer.#server.listen(0, "127.0.0.1", resolve));
    peer.url = `http://127.0.0.1:${(peer.#server.address() as AddressInfo).port}/`;
    onTestFinished(() => {
      peer.#server.close();
      peer.#server.closeAllConnections();
    });
    return peer;
  }

  /** Creates a stream, or replaces it by another one. */
  create(path: string, contentType: string, messages: readonly (string | Buffer)[] = []): void {
    const stream: PeerStream = { contentType, messages: [], producers: new Map(), closed: false };
    this.#streams.set(path, stream);
    this.append(path, ...messages);
  }

  append(path: string, ...messages: readonly (string | Buffer)[]): void {
    this.#streams.get(path)!.messages.push(...messages.map((each) => Buffer.from(each as string)));
  }

  /** What a restart, or a week, does to the memory of producers. */
  forgetProducers(): void {
    for (const { producers } of this.#streams.values()) producers.clear();
  }

  /** Breaks the connection of the next append, without an answer, after what happens `meanwhile`. */
  breakNextAppend(meanwhile: () => void): void {
    this.intercept = ({ method }, response) => {
      if (method !== "POST") return false;
      this.intercept = () => false;
      meanwhile();
      response.destroy();
      return true;
    };
  }

  /** The messages of a stream, as the server stores them. */
  messages(path: string): string[] {
    return this.#streams.get(path)?.messages.map(String) ?? [];
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    await this.receive(request);
    const body = await readAll(request).catch(() => undefined);
    if (!body) return;
    const { pathname, search, searchParams } = new URL(request.url!, this.url);
    const { "producer-epoch": epoch, "producer-seq": seq } = request.headers;
    this.seen.push(`${request.method} ${epoch === undefined ? search : `${String(epoch)}/${String(seq)}`}`);
    if (this.intercept(request, response)) return;
    const path = decodeURIComponent(pathname.slice(1));
    if (request.method === "PUT" && !this.#streams.has(path)) {
      this.create(path, request.headers["content-type"]!);
      return void response.writeHead(201, this.#headers(path)).end();
    }
    const stream = this.#streams.get(path);
    if (!stream) return void response.writeHead(404).end();
    if (request.method === "POST") return this.#append(path, stream, request, response, body);
    if (request.method === "GET") return this.#read(path, stream, searchParams, response);
    response.writeHead(200, this.#headers(path)).end();
  }

  #append(
    path: string,
    stream: PeerStream,
    { headers }: IncomingMessage,
    response: ServerResponse,
    body: Buffer,
  ): void {
    if (headers["content-type"] !== stream.contentType)
      return void response.writeHead(409, this.#headers(path)).end();
    const [epoch, seq] = [Number(headers["producer-epoch"]), Number(headers["producer-seq"])];
    const id = headers["producer-id"] as string;
    const known = stream.producers.get(id);
    const echo = { ...this.#headers(path), "producer-epoch": String(epoch), "producer-seq": String(seq) };
    if (known?.epoch === epoch && seq <= known.seq) return void response.writeHead(204, echo).end();
    const expected = known?.epoch === epoch ? known.seq + 1 : 0;
    if (seq !== expected) {
      const status = this.unknownProducer;
      return void response
        .writeHead(status, status === 409 ? { "producer-expected-seq": String(expected) } : {})
        .end();
    }
    const isJson = stream.contentType === "application/json";
    const messages = isJson
      ? splitJsonArray(body, Number.MAX_SAFE_INTEGER).map((each) => this.rewrite(String(each)))
      : [body];
    this.append(path, ...messages);
    if (headers["stream-closed"] === "true") stream.closed = true;
    stream.producers.set(id, { epoch, seq });
    response.writeHead(200, { ...echo, ...this.#headers(path) }).end();
  }

  #read(path: string, stream: PeerStream, query: URLSearchParams, response: ServerResponse): void {
    const offset = query.get("offset")!;
    let [first, bytes] = [0, 0];
    while (bytes < Number(offset) && first < stream.messages.length)
      bytes += stream.messages[first++]!.length;
    const upto = Math.min(stream.messages.length, first + this.pageMessages);
    const isTail = upto === stream.messages.length;
    if (offset !== "-1" && bytes !== Number(offset)) return void response.writeHead(400).end();
    if (first === upto && query.has("live")) return void this.poll(response, offsetAt(stream, upto));
    const messages = stream.messages.slice(first, upto);
    const isJson = stream.contentType === "application/json";
    const body = isJson
      ? Buffer.concat([
          Buffer.from("["),
          ...messages.flatMap((each, n) => [Buffer.from(n ? "," : ""), each]),
          Buffer.from("]"),
        ])
      : Buffer.concat(messages);
    response.writeHead(200, {
      ...this.#headers(path),
      "stream-next-offset": offsetAt(stream, upto),
      ...(isTail && { "stream-up-to-date": "true" }),
      ...(stream.closed && isTail && { "stream-closed": "true" }),
    });
    this.send(response, body);
  }

  #headers(path: string): Record<string, string> {
    const stream = this.#streams.get(path)!;
    return {
      "content-type": stream.contentType,
      "stream-next-offset": offsetAt(stream, stream.messages.length),
    };
  }
}

/** Bytes before a message, in a fixed width. */
function offsetAt({ messages }: PeerStream, count: number): string {
  const bytes = messages.slice(0, count).reduce((sum, { length }) => sum + length, 0);
  return String(bytes).padStart(16, "0");
}
