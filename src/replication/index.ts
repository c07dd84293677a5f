/** Pushes streams to a Durable Streams server and pulls them from it, exactly once. */
export type * from "../protocol/replication.ts";
export type { BackoffOptions } from "./runner/backoff.ts";
export type { RequestHeaders } from "./remote/checked-fetch.ts";
export type { Connectivity } from "./connectivity.ts";
export type { ReplicateOptions } from "./options.ts";
export { replicate } from "./replicate.ts";
export type { Replication } from "./replication.ts";
