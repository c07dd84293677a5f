import { createDurableChatTransport, toDurableStreamResponse } from "@durable-streams/aisdk-transport";
import type { ChatTransport, UIMessage, UIMessageChunk } from "ai";
import { expect, test } from "vitest";
import { chunks, generated } from "./generation.ts";
import { authorization, startTokenServer } from "./token-server.ts";

/** The app's chat endpoint: writes a generation with the token, and tells the page the URL where to read. */
function chatEndpoint(url: string, readUrl: string): typeof fetch {
  return async (_, init) => {
    if (init?.method === "GET") return Response.json({ streamUrl: readUrl });
    return toDurableStreamResponse({
      source: generated(),
      stream: { writeUrl: `${url}chat/1`, readUrl, headers: authorization },
    });
  };
}

const request: Parameters<ChatTransport<UIMessage>["sendMessages"]>[0] = {
  trigger: "submit-message",
  chatId: "1",
  messageId: undefined,
  messages: [],
  abortSignal: undefined,
};

async function readAll(stream: ReadableStream<UIMessageChunk>): Promise<UIMessageChunk[]> {
  const found: UIMessageChunk[] = [];
  for await (const chunk of stream) found.push(chunk);
  return found;
}

test("a generation of the AI SDK is stored with a token, read through a route of the app, and resumed", async () => {
  const { url, store, readRoute } = await startTokenServer();
  const transport = createDurableChatTransport({
    api: "http://app.invalid/api/chat",
    fetchClient: chatEndpoint(url, `${await readRoute()}chat/1`),
  });
  expect(await readAll(await transport.sendMessages(request))).toEqual(chunks);
  // After a reload the page reads it again, from the start.
  expect(await readAll((await transport.reconnectToStream({ chatId: "1" }))!)).toEqual(chunks);
  expect(await store.head("chat/1")).toMatchObject({ closed: true, messageCount: chunks.length });
});

test("the AI SDK transport sends no token when it reads: the server refuses it", async () => {
  const { url } = await startTokenServer();
  const transport = createDurableChatTransport({
    api: "http://app.invalid/api/chat",
    headers: authorization,
    fetchClient: chatEndpoint(url, `${url}chat/1`),
  });
  await expect(transport.sendMessages(request).then(readAll)).rejects.toMatchObject({ status: 401 });
});
