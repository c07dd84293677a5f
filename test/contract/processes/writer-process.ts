/** Writes ten messages to stream "a" of the given directory, and ten more for each line "append" that it is sent. */
import { createInterface } from "node:readline";
import { openStreamStore } from "../../../src/store/index.ts";

const store = openStreamStore({ directory: process.argv[2]! });
await store.create("a");
let written = 0;
await appendTen();
for await (const line of createInterface({ input: process.stdin })) if (line === "append") await appendTen();
await store.close();

async function appendTen(): Promise<void> {
  for (const end = written + 10; written < end; written++) await store.append("a", String(written));
  console.log("acknowledged");
}
