import type { UIMessageChunk } from "ai";

/** What a model generates: a message in 40 words. */
export const chunks: UIMessageChunk[] = [
  { type: "start", messageId: "m1" },
  { type: "text-start", id: "t" },
  ...Array.from({ length: 40 }, (_, n): UIMessageChunk => ({
    type: "text-delta",
    id: "t",
    delta: `word ${n} `,
  })),
  { type: "text-end", id: "t" },
  { type: "finish" },
];

/** The same as it arrives, each part in a turn of its own. */
export async function* generated(): AsyncGenerator<UIMessageChunk> {
  for (const chunk of chunks) {
    await new Promise(setImmediate);
    yield chunk;
  }
}
