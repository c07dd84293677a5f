/** Opens a store when all threads are ready, and reports the outcome. */
import { parentPort, workerData } from "node:worker_threads";
import { openStreamStore, StreamError, type StreamStore } from "../../../src/store/index.ts";

const { directory, ready, threads } = workerData as {
  directory: string;
  ready: Int32Array;
  threads: number;
};
let store: StreamStore | undefined;
Atomics.add(ready, 0, 1);
// Spins, so that all threads start at the same moment: waking them would start one after the other.
while (Atomics.load(ready, 0) < threads);
try {
  store = openStreamStore({ directory });
  parentPort!.postMessage("opened");
} catch (error) {
  parentPort!.postMessage(error instanceof StreamError ? error.code : String(error));
}
parentPort!.once("message", () => void store?.close());
