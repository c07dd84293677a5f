export { StreamError } from "../../src/protocol/errors.ts";
export type { StreamErrorCode, StreamErrorDetails } from "../../src/protocol/errors.ts";
export { nowOffset, startOffset } from "../../src/protocol/offset.ts";
export type { Offset } from "../../src/protocol/offset.ts";
export type * from "../../src/protocol/stream.ts";
export type { ConnectionState } from "../../src/ipc/connection.ts";
export { connectStreams, type ConnectOptions } from "./connect-streams.ts";
export { Streams } from "./streams.ts";
