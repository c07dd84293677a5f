export { openStreamStore } from "../../src/store/index.ts";
export { exposeStreams } from "../../main/index.ts";
