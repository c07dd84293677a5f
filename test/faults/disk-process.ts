/** A store on a disk that fails now and then. Runs with failing-disk.c preloaded. */
import { rmSync, writeFileSync } from "node:fs";
import { openStreamStore } from "../../src/store/index.ts";
import { Appender } from "./appender.ts";
import { expectOneOf } from "./expect-code.ts";

const directory = process.argv[2]!;
const switchFile = process.env["FAILING_DISK"]!;
const store = openStreamStore({ directory, compactIntervalMs: 0 });
await store.create("log");
const appender = new Appender(store);
for (let round = 0; round < 5; round++) {
  for (let i = 0; i < 20; i++) expectOneOf((await appender.append()) ?? "none", "none");
  writeFileSync(switchFile, "");
  expectOneOf((await appender.append()) ?? "none", "STORE_FAILED", "DISK_FULL");
  rmSync(switchFile);
  await appender.check();
}
await store.close();
const again = openStreamStore({ directory });
await appender.check(again);
await again.close();
console.log(appender.acknowledged);
