export type { AccessRules } from "../src/ipc/server/index.ts";
export type { Access } from "../src/protocol/index.ts";
export { electronConnectivity } from "./electron-connectivity.ts";
export { exposeStreams, type ExposeStreamsOptions } from "./expose-streams.ts";
export { isAppPage } from "./frames/app-pages.ts";
export type { StreamsSender } from "./frames/frame-access.ts";
export type { HostedStreamStore } from "../src/host/index.ts";
export { hostStreamStore, type HostStreamStoreOptions } from "./host-stream-store.ts";
export { openInspector, type InspectorOptions } from "./open-inspector.ts";
export {
  handleStreamsScheme,
  streamsScheme,
  type StreamsSchemeOptions,
} from "./streams-scheme/streams-scheme.ts";
export { markStreamsRequest } from "./streams-scheme/sender.ts";
