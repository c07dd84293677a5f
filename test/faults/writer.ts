/** Appends to a store until it is killed. */
import { openStreamStore } from "../../src/store/index.ts";

const store = openStreamStore({ directory: process.argv[2]! });
await store.create("log");
console.log("open");
for (;;) await store.append("log", "x".repeat(100));
