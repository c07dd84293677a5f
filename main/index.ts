export type { AccessRules } from "../src/ipc/access.ts";
export type { Access } from "../src/protocol/operations.ts";
export { electronConnectivity } from "./electron-connectivity.ts";
export { exposeStreams, type ExposeStreamsOptions } from "./expose-streams.ts";
export type { StreamsSender } from "./frame-ports.ts";
export { openInspector, type InspectorOptions } from "./open-inspector.ts";
export { handleStreamsScheme, streamsScheme, type StreamsSchemeOptions } from "./streams-scheme.ts";
export { markStreamsRequest } from "./streams-scheme-sender.ts";
