import { expect, test } from "vitest";
import type { StreamStore } from "../../src/store/index.ts";
import { expectCode } from "../support/expect-code.ts";
import { openTestStore } from "../support/open-store.ts";
import { importRecipe } from "./import-recipe.ts";

interface Answers {
  writeAnswer(
    store: StreamStore,
    path: string,
    tokens: AsyncIterable<string>,
    signal: AbortSignal,
  ): Promise<"complete" | "stopped">;
  closeUnfinished(store: StreamStore): Promise<void>;
}
interface FollowAnswer {
  followAnswer(
    streams: StreamStore,
    path: string,
    show: (text: string) => void,
    signal?: AbortSignal,
  ): Promise<string>;
}

const answers = () => importRecipe<Answers>("ai-chat", "answers.ts");
const following = () => importRecipe<FollowAnswer>("ai-chat", "follow-answer.ts");
const never = new AbortController().signal;
const umbrella = "🌂";

async function* model(...tokens: readonly string[]): AsyncGenerator<string> {
  yield* tokens;
}

async function textOf(store: StreamStore, path: string): Promise<string> {
  const { followAnswer } = await following();
  return followAnswer(store, path, () => {});
}

test.each([
  ["over two tokens", [umbrella[0]!, umbrella[1]!]],
  ["with text around it", [`It rains ${umbrella[0]}`, `${umbrella[1]} today`]],
  ["with an empty token between", [umbrella[0]!, "", umbrella[1]!]],
  ["into a family", "👩‍👩‍👧".split("")],
])("keeps an emoji that is cut %s", async (_, tokens) => {
  const { writeAnswer } = await answers();
  const store = openTestStore();
  expect(await writeAnswer(store, "answers/1", model(...tokens), never)).toBe("complete");
  expect(await textOf(store, "answers/1")).toBe(tokens.join(""));
});

test("ends with a replacement character when the model ends within a character", async () => {
  const { writeAnswer } = await answers();
  const store = openTestStore();
  await writeAnswer(store, "answers/1", model("a", umbrella[0]!), never);
  await writeAnswer(store, "answers/2", model(umbrella[0]!, "b"), never);
  expect([await textOf(store, "answers/1"), await textOf(store, "answers/2")]).toEqual([
    "a\uFFFD",
    "\uFFFDb",
  ]);
});

test("reads characters that another writer has cut, also at the end", async () => {
  const store = openTestStore();
  const bytes = new TextEncoder().encode(`\uFEFF${umbrella}`);
  await store.create("answers/1", { contentType: "text/plain" });
  await store.append(
    "answers/1",
    [...bytes.slice(0, -1)].map((byte) => Uint8Array.of(byte)),
  );
  await store.append("answers/1", bytes.slice(-1));
  await store.append("answers/1", bytes.slice(3, 5), { close: true });
  expect(await textOf(store, "answers/1")).toBe(`\uFEFF${umbrella}\uFFFD`);
});

test("a token that could not be stored ends the answer: no later token follows it", async () => {
  const { writeAnswer } = await answers();
  const store = openTestStore({ inMemory: true, maxMessageBytes: 100 });
  const tokens = ["It ", "x".repeat(200), "rains ", "in ", "Paris."];
  await expectCode(writeAnswer(store, "answers/1", model(...tokens), never), "TOO_LARGE");
  expect(await textOf(store, "answers/1")).toBe("It ");
  expect(await store.head("answers/1")).toMatchObject({ closed: true });
});

test.each([
  ["a closed stream", "CLOSED", (store: StreamStore) => store.closeStream("answers/1")],
  ["a deleted stream", "NOT_FOUND", (store: StreamStore) => store.delete("answers/1")],
  ["a closed store", "STORE_CLOSED", (store: StreamStore) => store.close()],
] as const)("%s rejects the answer, and stops the model", async (_, code, refuse) => {
  const { writeAnswer } = await answers();
  const store = openTestStore();
  let isComplete = false;
  async function* long(): AsyncGenerator<string> {
    yield "It ";
    await refuse(store);
    for (let index = 0; index < 1000; index++) {
      yield "rains ";
      await new Promise((resolve) => setImmediate(resolve));
    }
    isComplete = true;
  }
  await expectCode(writeAnswer(store, "answers/1", long(), never), code);
  expect(isComplete).toBe(false);
});

test("a model that fails rejects with its error, and the answer is closed", async () => {
  const { writeAnswer } = await answers();
  const store = openTestStore();
  async function* failing(): AsyncGenerator<string> {
    yield "It ";
    throw new Error("quota exceeded");
  }
  await expect(writeAnswer(store, "answers/1", failing(), never)).rejects.toThrow("quota exceeded");
  expect(await textOf(store, "answers/1")).toBe("It ");
});

test("a model that waits for its next token is stopped by its signal", async () => {
  const { writeAnswer } = await answers();
  const store = openTestStore();
  const stop = new AbortController();
  async function* waiting(): AsyncGenerator<string> {
    yield "It ";
    setImmediate(() => stop.abort());
    await new Promise((_, reject) =>
      stop.signal.addEventListener("abort", () => reject(stop.signal.reason as Error)),
    );
  }
  expect(await writeAnswer(store, "answers/1", waiting(), stop.signal)).toBe("stopped");
  expect(await textOf(store, "answers/1")).toBe("It ");
});

test("continues an answer that exists: a second writer's tokens are not taken for repeats", async () => {
  const { writeAnswer } = await answers();
  const store = openTestStore();
  await store.create("answers/1", { contentType: "text/plain; charset=utf-8", ttlSeconds: 86_400 });
  async function* outer(): AsyncGenerator<string> {
    yield "It ";
    await writeAnswer(store, "answers/1", model("rains."), never);
  }
  await writeAnswer(store, "answers/1", outer(), never);
  expect(await textOf(store, "answers/1")).toBe("It rains.");
});

test("closes the answers that a crash has left open, and only those", async () => {
  const { closeUnfinished } = await answers();
  const store = openTestStore();
  await store.create("answers/closed", { closed: true });
  await store.create("other");
  for (let index = 0; index < 1500; index++) await store.create(`answers/${index}`);
  await closeUnfinished(store);
  expect((await store.head("answers/0")).closed).toBe(true);
  expect((await store.head("answers/1499")).closed).toBe(true);
  expect((await store.head("other")).closed).toBe(false);
});

test("a reader that leaves frees its cursor, and gets no half answer", async () => {
  const { followAnswer } = await following();
  const store = openTestStore();
  await store.create("answers/1", { contentType: "text/plain", data: "It " });
  const leave = new AbortController();
  const answer = followAnswer(store, "answers/1", () => leave.abort(), leave.signal);
  await expect(answer).rejects.toThrow("aborted");
  expect(store.stats().subscriptions).toBe(0);
});
