/** The traced process: appends, and writes a line to a file for each acknowledgement. */
import { openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { openStreamStore, type Durability } from "../../src/store/index.ts";
import { inFlight } from "../load/in-flight.ts";
import { makeMessages } from "../sides/messages.ts";

const [directory, durability, count, width] = process.argv.slice(2);
const store = openStreamStore({ directory: directory!, durability: durability as Durability });
const messages = makeMessages(Number(count));
await store.create("flushes");
// readTrace counts from the first line.
const acknowledgements = openSync(join(directory!, "acknowledgements"), "w");
writeSync(acknowledgements, "begin\n");
await inFlight(messages.length, Number(width), async (i) => {
  await store.append("flushes", messages[i]!);
  writeSync(acknowledgements, "acknowledged\n");
});
writeSync(acknowledgements, "end\n");
await store.close();
