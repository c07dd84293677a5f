import { createElement } from "react";
import { renderToString } from "react-dom/server";
import { expect, test } from "vitest";
import { StreamsProvider, useMessages, type StreamTarget } from "../../renderer/react/index.ts";
import { KeptMessages } from "../../renderer/react/shared/kept-messages.ts";
import { defineStream } from "../../src/schema/index.ts";
import { openStoreOverPort } from "../support/ipc/store-over-port.ts";

function Status({ stream }: { readonly stream: StreamTarget }): string {
  return useMessages(stream).status;
}

test("rendering to text shows the state before anything has arrived, and opens nothing", async () => {
  const over = await openStoreOverPort();
  const status = createElement(Status, { stream: defineStream("notes") });
  const { streams, servers } = over;
  expect(renderToString(createElement(StreamsProvider, { streams }, status))).toBe("loading");
  await streams.list();
  expect(servers[0]!.cursors).toBe(0);
  await over.close();
});

test("a hook without a provider throws and says what to do", () => {
  expect(() => renderToString(createElement(Status, { stream: "notes" }))).toThrow(
    expect.objectContaining({ code: "BAD_REQUEST", message: expect.stringContaining("<StreamsProvider") }),
  );
});

test("a long stream is copied each time its length has doubled, and nothing is lost", () => {
  const page = (n: number) =>
    Array.from({ length: 1000 }, (_, i) => ({ offset: `${n * 1000 + i}`, data: n }));
  const kept = new KeptMessages();
  const versions = Array.from({ length: 100 }, (_, n) => kept.add(page(n), n === 99)?.length).filter(
    (length) => length !== undefined,
  );
  expect(versions).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 64_000, 100_000]);
  const few = new KeptMessages(10);
  for (let n = 0; n < 5; n++) few.add(page(n), false);
  expect(few.all().map(({ offset }) => offset)).toEqual(
    page(4)
      .slice(-10)
      .map(({ offset }) => offset),
  );
});
