import { methods } from "../../src/http/handler.ts";
import { operations } from "../../src/http/subscriptions/routes.ts";
import type { Access } from "../../src/protocol/operations.ts";

/** A request that the HTTP handler knows. Plain data, because it is also sent from pages. */
export interface HttpRequest {
  readonly name: string;
  /** The needed access; or the status for any caller where `authorize` is not asked: it is public, or has its own token. */
  readonly needs: Access | 200 | 401;
  readonly method: string;
  /** Below the stream root, with the query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

type Row = Omit<HttpRequest, "name" | "method">;

const text = { "content-type": "text/plain" };

/** The needed access is written down here, and not taken from the code under test. */
const streamRows: Record<keyof typeof methods, Row[]> = {
  PUT: [
    { needs: "manage", path: "mine/new" },
    { needs: "manage", path: "mine/fork", headers: { "stream-forked-from": "/mine/http-1" } },
  ],
  POST: [
    { needs: "append", path: "mine/http-2", headers: text, body: "y" },
    { needs: "append", path: "mine/http-3", headers: { "stream-closed": "true" } },
  ],
  GET: [
    { needs: "read", path: "mine/http-4" },
    { needs: "read", path: "mine/http-5?offset=-1&live=long-poll" },
    { needs: "read", path: "mine/http-6?offset=-1&live=sse" },
  ],
  HEAD: [{ needs: "read", path: "mine/http-7" }],
  DELETE: [{ needs: "manage", path: "mine/http-8" }],
};

const subscription = "__ds/subscriptions/mine";
const pullWake = JSON.stringify({ type: "pull-wake", streams: ["mine/http-1"], wake_stream: "mine/wake" });

/** Sent in this order: the first creates the subscription, the last deletes it. */
const subscriptionRows: Record<string, Row> = {
  "PUT subscription": { needs: "manage", path: subscription, body: pullWake },
  "GET subscription": { needs: "read", path: subscription },
  "POST streams": {
    needs: "manage",
    path: `${subscription}/streams`,
    body: JSON.stringify({ streams: ["mine/http-2"] }),
  },
  "DELETE stream": { needs: "manage", path: `${subscription}/streams/mine/http-2` },
  "POST claim": { needs: "manage", path: `${subscription}/claim`, body: JSON.stringify({ worker: "w" }) },
  "POST ack": { needs: 401, path: `${subscription}/ack`, body: "{}" },
  "POST release": { needs: 401, path: `${subscription}/release`, body: "{}" },
  "POST callback": { needs: 401, path: `${subscription}/callback`, body: "{}" },
  "GET jwks": { needs: 200, path: "__ds/jwks.json" },
  "DELETE subscription": { needs: "manage", path: subscription },
};

for (const name of [...Object.keys(methods), ...Object.keys(operations)])
  if (!(name in streamRows) && !(name in subscriptionRows))
    throw new Error(`add a row for ${name}: this test checks who may not use it`);

export const httpRequests: readonly HttpRequest[] = [
  ...Object.entries(streamRows).flatMap(([method, rows]) =>
    rows.map((row) => ({ ...row, name: `${method} ${row.path}`, method })),
  ),
  ...Object.entries(subscriptionRows).map(([name, row]) => ({ ...row, name, method: name.split(" ")[0]! })),
];
