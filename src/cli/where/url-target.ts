import { isJsonContentType } from "../../protocol/content-type.ts";
import { StreamError } from "../../protocol/errors.ts";
import { assertStreamPath } from "../../protocol/stream-path.ts";
import type { CreateOptions, ListOptions, StreamInfo } from "../../protocol/stream.ts";
import { RemoteStream } from "../../replication/remote/remote-stream.ts";
import { streamUrl } from "../../replication/remote/stream-url.ts";
import { systemTiming } from "../../replication/timing.ts";
import { joinMessages } from "./joined-messages.ts";
import { RemoteRead } from "./remote-read.ts";
import { createServerFetch } from "./server-fetch.ts";
import type { Appended, Content, Properties, ReadRequest, Target } from "./target.ts";

const defaultContentType = "application/octet-stream";

/** The streams of a server that speaks the protocol. */
export class UrlTarget implements Target {
  readonly #root: URL;
  readonly #token: string | undefined;
  readonly #notify: (line: string) => void;
  readonly #stop = new AbortController();

  /** `notify` is told when a connection is lost, and that it is back. */
  constructor(root: URL, token: string | undefined, notify: (line: string) => void) {
    this.#root = root;
    this.#token = token;
    this.#notify = notify;
  }

  async *list({ prefix = "" }: Pick<ListOptions, "prefix">): AsyncGenerator<StreamInfo[], void, undefined> {
    const url = new URL("__ds/streams", this.#root);
    const fetchList = createServerFetch(this.#token, { subject: "the list of streams", isStream: false });
    for (let after: string | undefined; ;) {
      url.search = this.#root.search;
      for (const [name, value] of Object.entries({ prefix, limit: "1000", ...(after && { after }) }))
        url.searchParams.set(name, value);
      const { streams, next } = await listIn(await fetchList(url).catch(unlistable));
      yield streams;
      if (next === undefined) return;
      after = next;
    }
  }

  async head(path: string): Promise<Properties> {
    const { offset, ...properties } = await this.#open(path).head(this.#stop.signal);
    return { path, tailOffset: offset, ...properties };
  }

  async create(path: string, options: CreateOptions): Promise<boolean> {
    const { contentType = defaultContentType, ttlSeconds, expiresAt, closed, retention } = options;
    if (retention || closed)
      throw new StreamError(
        "BAD_REQUEST",
        "neither retention nor a closed stream can be created over HTTP: create the stream in its folder",
      );
    const info = {
      contentType,
      ...(ttlSeconds !== undefined && { ttlSeconds }),
      ...(expiresAt && { expiresAt }),
    };
    return !(await this.#open(path).create({ ...info, closed: false }, this.#stop.signal)).existed;
  }

  async append(
    { path, contentType, tailOffset }: Properties,
    messages: readonly Uint8Array[],
  ): Promise<Appended> {
    const stream = this.#open(path);
    const json = isJsonContentType(contentType);
    // A body of bytes is one message. That of JSON is an array of them.
    const bodies = json ? [joinMessages(messages, true).data] : messages;
    let offset = tailOffset;
    for (const body of bodies)
      offset = (await stream.append(body, contentType, undefined, this.#stop.signal)).offset ?? offset;
    return { offset };
  }

  delete(path: string): Promise<void> {
    return this.#open(path).delete(this.#stop.signal);
  }

  read({ path, contentType }: Properties, request: ReadRequest): AsyncGenerator<Content, void, undefined> {
    const json = isJsonContentType(contentType);
    return new RemoteRead(this.#open(path), json, request, this.#notify).contents();
  }

  async close(): Promise<void> {
    this.#stop.abort();
  }

  #open(path: string): RemoteStream {
    assertStreamPath(path);
    const fetch = createServerFetch(this.#token, {
      subject: `stream ${JSON.stringify(path)}`,
      isStream: true,
    });
    return new RemoteStream(streamUrl(this.#root, path), { fetch, timing: systemTiming });
  }
}

function unlistable(error: unknown): never {
  const isUnknown = error instanceof StreamError && ["NOT_FOUND", "BAD_REQUEST"].includes(error.code);
  throw isUnknown ? cannotList() : error;
}

async function listIn(response: Response): Promise<{ streams: StreamInfo[]; next?: string }> {
  let page: unknown;
  try {
    page = await response.json();
  } catch {
    throw cannotList();
  }
  const { streams, next } = (page ?? {}) as { streams?: Record<string, unknown>[]; next?: string };
  if (!Array.isArray(streams)) throw cannotList();
  return { streams: streams.map(withDates), ...(next !== undefined && { next }) };
}

/** The protocol has no list: it is an extension of this package. */
function cannotList(): StreamError {
  return new StreamError("BAD_REQUEST", "this server does not list its streams: name the stream instead");
}

function withDates(stream: Record<string, unknown>): StreamInfo {
  const dates = ["createdAt", "expiresAt", "deadline"].filter((name) => typeof stream[name] === "string");
  return {
    ...stream,
    ...Object.fromEntries(dates.map((name) => [name, new Date(stream[name] as string)])),
  } as unknown as StreamInfo;
}
