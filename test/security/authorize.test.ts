import { beforeEach, expect, onTestFinished, test } from "vitest";
import { createStreamsHandler } from "../../src/http/index.ts";
import { operationAccess, type Access } from "../../src/protocol/operations.ts";
import { replicationAccess } from "../../src/protocol/replication.ts";
import { replicate, type Replication } from "../../src/replication/index.ts";
import { openStreamStore, type StreamStore } from "../../src/store/index.ts";
import { RawPort } from "../ipc/raw-port.ts";

const levels: readonly Access[] = ["none", "read", "append", "manage"];

const needs = { ...operationAccess, ...replicationAccess };
type OperationName = keyof typeof needs;

/** Each operation as a call over a port, and as a request; a call that all of them have a row for. */
const calls: Record<OperationName, { args: unknown[]; request?: [method: string, query?: string] }> = {
  create: { args: ["new"], request: ["PUT"] },
  append: { args: ["a", "x"], request: ["POST"] },
  readPacked: { args: ["a"], request: ["GET", "?offset=-1"] },
  head: { args: ["a"], request: ["HEAD"] },
  list: { args: [] },
  closeStream: { args: ["a"], request: ["POST"] },
  delete: { args: ["a"], request: ["DELETE"] },
  touch: { args: ["a"] },
  setRetention: { args: ["a", { maxMessages: 10 }] },
  controlReplication: { args: ["a", "pause"] },
};

const table = (Object.keys(needs) as OperationName[]).flatMap((operation) =>
  levels.map((given) => {
    const isAllowed = given !== "none" && levels.indexOf(given) >= levels.indexOf(needs[operation]);
    return { operation, given, isAllowed, verdict: isAllowed ? "allowed" : "denied" };
  }),
);

let store: StreamStore;
let replication: Replication;

beforeEach(async () => {
  store = openStreamStore({ inMemory: true });
  onTestFinished(() => store.close());
  await store.create("a", { contentType: "text/plain", data: "secret" });
  // Of a server that is not there: it can be told to pause.
  replication = replicate(store, { url: "http://127.0.0.1:9/", direction: "push", streams: ["a"] });
  onTestFinished(() => replication.close());
  await expect.poll(() => replication.replicates("a")).toBe(true);
});

test.each(table)(
  "over a port: $operation with $given is $verdict",
  async ({ operation, given, isAllowed }) => {
    const port = new RawPort(store, { "": given }, { replications: [replication] });
    const answer = (await port.call(1, operation, ...calls[operation].args)) as {
      kind: string;
      error?: { code: string };
      value?: unknown;
    };
    if (isAllowed) expect(answer.kind).toBe("result");
    // The list is of what may be seen: of nothing then.
    else if (operation === "list") expect(answer.value ?? answer.error?.code).toSatisfy(isEmptyOrForbidden);
    else expect(answer.error?.code).toBe("FORBIDDEN");
    if (!isAllowed) expect(await store.head("a")).toMatchObject({ messageCount: 1, closed: false });
  },
);

test.each(table.filter(({ operation }) => calls[operation].request))(
  "over HTTP: $operation with $given is $verdict",
  async ({ operation, given, isAllowed }) => {
    const [method, query = ""] = calls[operation].request!;
    const handler = createStreamsHandler(store, {
      authorize: (_request, _path, needed) => levels.indexOf(given) >= levels.indexOf(needed),
    });
    const path = operation === "create" ? "new" : "a";
    const headers: Record<string, string> = { "content-type": "text/plain" };
    if (operation === "closeStream") headers["stream-closed"] = "true";
    const body = operation === "append" ? "x" : undefined;
    const response = await handler(
      new Request(`http://127.0.0.1/${path}${query}`, {
        method,
        headers,
        ...(body !== undefined && { body }),
      }),
    );
    if (isAllowed) expect(response.status).toBeLessThan(300);
    else expect(response.status).toBe(403);
    expect(await response.text()).not.toMatch(isAllowed ? /FORBIDDEN/ : /secret/);
    if (!isAllowed) expect(await store.head("a")).toMatchObject({ messageCount: 1, closed: false });
  },
);

function isEmptyOrForbidden(answer: unknown): boolean {
  return answer === "FORBIDDEN" || (answer as { streams: unknown[] }).streams.length === 0;
}
