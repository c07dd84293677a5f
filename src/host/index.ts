export { HostedStreamStore, openHostedStore } from "./hosted-stream-store.ts";
export type { HostedStoreOptions, HostMessage, ParentMessage } from "./messages.ts";
export type { PortHost, ServedPort } from "./port-host.ts";
export { serveHost, type HostParent } from "./serve-host.ts";
export type { HostTimeouts } from "./process/timeouts.ts";
export type { HostPlatform, HostProcess } from "./process/store-process.ts";
