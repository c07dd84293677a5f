import type { Batch, ServerMessage } from "../../src/protocol/ipc/messages.ts";
import type { HttpRequest } from "./http-requests.ts";
import type { PortRequest } from "./port-requests.ts";

export function messagesOf(requests: readonly PortRequest[]): unknown[] {
  return requests.map(({ kind, what, args }, n) => {
    const id = n + 1;
    if (kind === "call") return { kind, id, operation: what, args };
    return kind === "open"
      ? { kind, id, cursor: what, args, credit: 1 }
      : { kind, id, path: args[0], values: args.slice(1) };
  });
}

/**
 * Sends all messages at once. Resolves with everything received until each has an answer or the port is refused. Also runs
 * in pages, where it asks the preload for a port if none is given.
 */
export function askOver({
  messages,
  port,
}: {
  messages: unknown[];
  port?: MessagePort;
}): Promise<ServerMessage[]> {
  const { port1, port2 } = new MessageChannel();
  const asking = port ?? port1;
  if (!port) window.postMessage({ type: "electron-durable-streams:connect" }, "*", [port2]);
  return new Promise((resolve) => {
    const answers: ServerMessage[] = [];
    const answered = new Set<number>();
    asking.addEventListener("message", ({ data }: MessageEvent<Batch<ServerMessage>>) => {
      answers.push(...data);
      for (const message of data) if ("id" in message && message.kind !== "mark") answered.add(message.id);
      if (answered.size === messages.length || data.some(({ kind }) => kind === "refused")) resolve(answers);
    });
    asking.start();
    for (const message of messages) asking.postMessage([message]);
  });
}

export interface HttpAnswer {
  readonly name: string;
  readonly status: number;
  readonly text: string;
}

/** Sends the requests one after another. Also runs in pages, with their `fetch`. */
export async function askInHttp(given: {
  readonly root: string;
  readonly requests: readonly HttpRequest[];
  readonly send?: (url: string, init: RequestInit) => Promise<Response>;
}): Promise<HttpAnswer[]> {
  const { root, requests, send = fetch } = given;
  const answers: HttpAnswer[] = [];
  for (const { name, method, path, headers = {}, body = null } of requests) {
    const response = await send(root + path, { method, headers, body });
    // An event stream does not end.
    const isLive = response.headers.get("content-type")?.startsWith("text/event-stream") === true;
    if (isLive) await response.body!.cancel();
    answers.push({ name, status: response.status, text: isLive ? "" : await response.text() });
  }
  return answers;
}
