/** Opens a store when the other threads are ready to, and says what came of it. */
import { parentPort, workerData } from "node:worker_threads";
import { openStreamStore, StreamError, type StreamStore } from "../../../src/store/index.ts";

const { directory, ready, threads } = workerData as {
  directory: string;
  ready: Int32Array;
  threads: number;
};
let store: StreamStore | undefined;
Atomics.add(ready, 0, 1);
// All of them at the same moment: woken one after the other they would be.
while (Atomics.load(ready, 0) < threads);
try {
  store = openStreamStore({ directory });
  parentPort!.postMessage("opened");
} catch (error) {
  parentPort!.postMessage(error instanceof StreamError ? error.code : String(error));
}
parentPort!.once("message", () => void store?.close());
