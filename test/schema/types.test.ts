/** Checked by the compiler: `npm run typecheck`, and `test/schema/published.test.ts` with other versions of TypeScript. */
import type { Observable } from "rxjs";
import { expectTypeOf, test } from "vitest";
import { z } from "zod";
import type { Streams } from "../../renderer/client/index.ts";
import { defineStream, type StandardSchema, type StreamReference } from "../../src/schema/index.ts";
import type { ReadPage, StreamMessage, StreamStore, StreamStoreApi } from "../../src/store/index.ts";

type Event = { type: "added"; text: string } | { type: "removed"; id: number };
interface Stored {
  readonly type: "added";
  readonly text: string;
}
interface Current extends Stored {
  readonly tags: string[];
}

/** The calls that a store, a hosted store and a window have in common. */
type Calls = Pick<StreamStoreApi, "append" | "appendAll" | "create" | "read" | "subscribe">;

declare const upcasting: StandardSchema<Stored, Current>;
declare const store: StreamStore;
declare const either: StreamStoreApi;
declare const streams: Streams;

const event = z.discriminatedUnion("type", [
  z.object({ type: z.literal("added"), text: z.string() }),
  z.object({ type: z.literal("removed"), id: z.number() }),
]);

test("types flow from a definition to every call", () => {
  const check = () => {
    const notes = defineStream("notes/:notebook", { schema: event });
    const pages = defineStream("books/:book/pages/:page", { schema: upcasting, onInvalid: "skip" });
    const plain = defineStream<Event>("notes");
    const untyped = defineStream("untyped");
    const home = notes({ notebook: "home" });

    expectTypeOf(notes).parameter(0).toEqualTypeOf<{ readonly notebook: string }>();
    expectTypeOf(pages).parameter(0).toEqualTypeOf<{ readonly book: string; readonly page: string }>();
    expectTypeOf(untyped).parameters.toEqualTypeOf<[]>();
    expectTypeOf(home.path).toEqualTypeOf<string>();
    expectTypeOf(pages({ book: "a", page: "b" })).toEqualTypeOf<StreamReference<Stored, Current>>();
    expectTypeOf(plain()).toEqualTypeOf<StreamReference<Event>>();
    expectTypeOf(pages.match("a")).toEqualTypeOf<
      { readonly book: string; readonly page: string } | undefined
    >();
    // @ts-expect-error a parameter is missing
    pages({ book: "a" });
    // @ts-expect-error an unknown parameter
    notes({ notebook: "a", page: "b" });
    // @ts-expect-error a definition with parameters is no stream
    void store.head(notes);
    void store.head(untyped);

    const calls = (each: Calls) => {
      void each.append(home, { type: "added", text: "Hi" });
      void each.append(home, [
        { type: "added", text: "Hi" },
        { type: "removed", id: 1 },
      ]);
      void each.append("any", 1);
      // @ts-expect-error not one of the events
      void each.append(home, { type: "added", text: 1 });
      // @ts-expect-error an event of another kind in a batch
      void each.append(home, [{ type: "removed", id: 1 }, { type: "moved" }]);
      void each.append(pages({ book: "a", page: "b" }), { type: "added", text: "Hi" });
      expectTypeOf(each.read(home)).resolves.toEqualTypeOf<ReadPage<Event>>();
      expectTypeOf(each.read(pages({ book: "a", page: "b" }))).resolves.toEqualTypeOf<ReadPage<Current>>();
      expectTypeOf(each.read("any")).resolves.toEqualTypeOf<ReadPage>();
      expectTypeOf(each.read<Event>("any")).resolves.toEqualTypeOf<ReadPage<Event>>();
      expectTypeOf(each.subscribe(home)).toEqualTypeOf<AsyncGenerator<ReadPage<Event>, void, undefined>>();
      void each.appendAll([
        { path: home, data: { type: "removed", id: 1 } },
        { path: plain(), data: [{ type: "added", text: "Hi" }] },
        { path: "any", data: 5 },
      ]);
      void each.appendAll([
        { path: "any", data: 5 },
        // @ts-expect-error not one of its stream's events
        { path: home, data: { type: "moved" } },
      ]);
      void each.create(home, { fork: { path: home } });
    };
    calls(store);
    calls(either);
    calls(streams);

    expectTypeOf(streams.messages$(home)).toEqualTypeOf<Observable<StreamMessage<Event>>>();
    expectTypeOf(streams.messages$("any")).toEqualTypeOf<Observable<StreamMessage>>();
    expectTypeOf(streams.messages$<Event>("any")).toEqualTypeOf<Observable<StreamMessage<Event>>>();
    expectTypeOf<StreamMessage["data"]>().toEqualTypeOf<unknown>();

    // @ts-expect-error what is read in place of an invalid message has the schema's type
    defineStream("a", { schema: event, onInvalid: () => 5 });
    // @ts-expect-error a schema is needed
    defineStream("a", { schema: 5 });
  };
  expectTypeOf(check).toBeFunction();
});

/** Generic code over references compiles, too. */
export function appendTwice<T>(target: StreamReference<T>, event: T): void {
  void store.append(target, event);
  void store.append(target, [event, event]);
}
