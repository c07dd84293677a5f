import {
  durableStreamConnection,
  materializeSnapshotFromDurableStream,
  toDurableChatSessionResponse,
} from "@durable-streams/tanstack-ai-transport";
import { expect, test } from "vitest";
import { authorization, startTokenServer } from "./token-server.ts";

interface Chunk {
  readonly type: string;
  readonly messageId?: string;
  readonly delta?: string;
}

async function* answer(id: string, words: number): AsyncGenerator<Chunk> {
  yield { type: "TEXT_MESSAGE_START", messageId: id, role: "assistant" } as Chunk;
  for (let n = 0; n < words; n++) yield { type: "TEXT_MESSAGE_CONTENT", messageId: id, delta: `${n} ` };
  yield { type: "TEXT_MESSAGE_END", messageId: id };
}

/** The app's endpoint: stores the question and the answer of one turn in the session's stream. */
function turn(url: string, id: string, words: number): Promise<Response> {
  return toDurableChatSessionResponse({
    stream: { writeUrl: `${url}sessions/1`, headers: authorization },
    newMessages: [{ id: `q-${id}`, role: "user", parts: [{ type: "text", content: `question ${id}` }] }],
    responseStream: answer(`a-${id}`, words),
    mode: "await",
  });
}

const text = (words: number) => Array.from({ length: words }, (_, n) => `${n} `).join("");
const messages = (...ids: string[]) =>
  ids.flatMap((id) => [
    { id: `q-${id}`, role: "user", parts: [{ type: "text", content: `question ${id}` }] },
    { id: `a-${id}`, role: "assistant", parts: [{ type: "text", content: text(30) }] },
  ]);

test("a session of TanStack AI starts with a snapshot, and goes on live, with a token", async () => {
  const { url, store } = await startTokenServer();
  expect((await turn(url, "1", 30)).status).toBe(200);
  const connection = durableStreamConnection({
    sendUrl: "http://app.invalid/api/chat",
    readUrl: `${url}sessions/1`,
    headers: authorization,
  });
  const leaving = new AbortController();
  const chunks = connection.subscribe(leaving.signal)[Symbol.asyncIterator]();
  expect((await chunks.next()).value).toEqual({ type: "MESSAGES_SNAPSHOT", messages: messages("1") });
  expect((await turn(url, "2", 30)).status).toBe(200);
  let received = "";
  for (let chunk: Chunk | undefined; chunk?.type !== "TEXT_MESSAGE_END" || chunk.messageId !== "a-2";) {
    chunk = (await chunks.next()).value as Chunk;
    if (chunk.messageId === "a-2") received += chunk.delta ?? "";
  }
  expect(received).toBe(text(30));
  leaving.abort();
  await chunks.return?.();
  await expect.poll(() => store.stats().subscriptions).toBe(0);
});

test("a session of TanStack AI with more than a page of messages is read as one snapshot", async () => {
  const { url, store } = await startTokenServer();
  await turn(url, "1", 30);
  const deltas = Array.from({ length: 12_000 }, (_, n) => ({
    type: "TEXT_MESSAGE_CONTENT",
    messageId: "a-long",
    delta: `${n} `,
  }));
  await store.append("sessions/1", deltas);
  const snapshot = await materializeSnapshotFromDurableStream({
    readUrl: `${url}sessions/1`,
    headers: authorization,
  });
  expect(snapshot.messages.at(-1)).toMatchObject({ parts: [{ type: "text", content: text(12_000) }] });
  expect(snapshot.offset).toBe((await store.head("sessions/1")).tailOffset);
});
