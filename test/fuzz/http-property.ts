import * as fc from "fast-check";
import { createStreamsHandler, type StreamsHandler } from "../../src/http/index.ts";
import { InvalidAnswer } from "./answers.ts";
import type { Count } from "./count.ts";
import { seededStore } from "./ipc-property.ts";
import { checkStore } from "./store-invariants.ts";

interface Draft {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string | Uint8Array | undefined;
}

const paths = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.constantFrom("json", "bytes", "text/closed", "new", "a/b", "__ds/subscriptions/x"),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      ...[
        "",
        "%2e%2e/x",
        "..%2f..",
        "%00",
        "a%00b",
        "//",
        "a//b",
        "%c0%ae%c0%ae",
        "%ff",
        "%",
        "%zz",
        "__ds",
        "%5f_ds/x",
      ],
      ...["__ds/", "__ds/subscriptions/%2e%2e", "\\..\\x", "é", "x".repeat(2000), "%e2%80%ae", "__proto__"],
    ),
  },
  { weight: 1, arbitrary: fc.string() },
);
const offsets = fc.constantFrom(
  "-1",
  "now",
  "000000001_00000000001",
  "000000009_00000000009",
  "-2",
  "",
  "NaN",
  "1e9",
);
const parameters = fc.array(
  fc.tuple(
    fc.constantFrom("offset", "live", "cursor", "x", "offset", "__proto__"),
    fc.oneof(offsets, fc.constantFrom("long-poll", "sse", "true"), fc.string()),
  ),
  { maxLength: 3 },
);
const numbers = fc.constantFrom(
  "0",
  "1",
  "-1",
  "007",
  "1e3",
  "99999999999999999999",
  "NaN",
  "",
  "0x1",
  "1.5",
  "9007199254740991",
);
const names = [
  ...[
    "content-type",
    "stream-seq",
    "stream-ttl",
    "stream-expires-at",
    "stream-closed",
    "producer-id",
    "producer-epoch",
  ],
  ...["producer-seq", "stream-forked-from", "stream-fork-offset", "stream-fork-sub-offset", "if-none-match"],
  ...["content-encoding", "range", "authorization", "origin", "content-length", "x-forwarded-host"],
];
const values = fc.oneof(
  numbers,
  offsets,
  fc.constantFrom(
    "application/json",
    "text/plain",
    "*/*",
    "true",
    "json",
    "/json",
    "2030-02-30T00:00:00Z",
    "null",
    "*",
  ),
  fc.string({ maxLength: 50 }).map((text) => text.replaceAll(/[^\x20-\x7e\xa0-\xff]/g, "")),
);
const draft: fc.Arbitrary<Draft> = fc.record({
  method: fc.constantFrom(
    "PUT",
    "POST",
    "POST",
    "GET",
    "GET",
    "HEAD",
    "DELETE",
    "OPTIONS",
    "PATCH",
    "get",
    "PROPFIND",
  ),
  target: fc
    .tuple(paths, parameters)
    .map(([path, query]) => `${path}?${new URLSearchParams(query).toString()}`),
  headers: fc.array(fc.tuple(fc.constantFrom(...names), values), { maxLength: 5 }),
  body: fc.oneof(
    fc.constantFrom(undefined, "", "[]", "[1,[2]]", '{"a":', "[".repeat(5000), '"\ud800"', "nul"),
    fc.json(),
    fc.uint8Array({ maxLength: 300 }),
  ),
});

/** Sends valid, nearly valid and invalid requests to a handler with a store of its own. */
export function httpProperty(count: Count): fc.IAsyncProperty<unknown> {
  return fc.asyncProperty(fc.array(draft, { minLength: 1, maxLength: 40, size: "max" }), async (drafts) => {
    const store = await seededStore();
    const handler = createStreamsHandler(store, { logger: silent });
    try {
      for (const one of drafts) if (await send(handler, one)) count(1);
      await checkStore(store, []);
    } finally {
      await store.close();
    }
  });
}

const nothing = () => undefined;
const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing };

/** Returns false if `Request` refuses the draft: no client could send it. */
async function send(handler: StreamsHandler, draft: Draft): Promise<boolean> {
  const abort = new AbortController();
  const request = requestOf(draft, abort.signal);
  if (!request) return false;
  // A live read would wait forever.
  const timer = setTimeout(() => abort.abort(), 1);
  try {
    const response = await handler(request);
    await checkResponse(response, draft);
  } finally {
    clearTimeout(timer);
  }
  return true;
}

function requestOf({ method, target, headers, body }: Draft, signal: AbortSignal): Request | undefined {
  const hasBody = body !== undefined && method !== "GET" && method !== "HEAD" && method !== "get";
  try {
    return new Request(`http://127.0.0.1/${target}`, {
      method,
      headers: headers.map(([name, value]) => [name, value] as [string, string]),
      signal,
      ...(hasBody && { body: body as string }),
    });
  } catch {
    return undefined;
  }
}

async function checkResponse(response: Response, draft: Draft): Promise<void> {
  const summary = `${response.status} for ${JSON.stringify({ ...draft, body: String(draft.body).slice(0, 200) })}`;
  if (response.status >= 500) throw new InvalidAnswer(summary);
  const text = await response.text();
  if (response.status < 400 || draft.method === "HEAD") return;
  const { error } = JSON.parse(text) as { error?: { code?: unknown; message?: unknown } };
  if (typeof error?.code !== "string" || typeof error.message !== "string")
    throw new InvalidAnswer(`${summary}: ${text.slice(0, 200)}`);
}
