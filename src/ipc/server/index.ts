/** The store's side of a port: serves one, refuses one, and checks the access rules that decide between the two. */
export { allowsAnything, allowsRequest, isAccessRules, type AccessRules } from "./access.ts";
export type { LoadPortHandler } from "./fetches/port-fetches.ts";
export { refusePort } from "./refuse-port.ts";
export type { ReplicationSource } from "./replication-source.ts";
export { servePort, type PortServerOptions } from "./server.ts";
