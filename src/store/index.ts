export { StreamError, httpStatusByCode } from "../protocol/errors.ts";
export type { StreamErrorCode, StreamErrorDetail, StreamErrorDetails } from "../protocol/errors.ts";
export { nowOffset, startOffset } from "../protocol/offset.ts";
export type { Offset } from "../protocol/offset.ts";
export type { Access, OperationName, StreamOperations } from "../protocol/operations.ts";
export { unpackPage } from "../protocol/packed-page.ts";
export type { PackedPage } from "../protocol/packed-page.ts";
export type * from "../protocol/stream.ts";
export type { AnyStreamDefinition } from "../schema/define-stream.ts";
export type { Inspection } from "./inspection/inspection.ts";
export type { BackupOptions, BackupProgress } from "./operations/backup.ts";
export type { Watch } from "./live/live-readers.ts";
export type { Durability, Logger, StoreOptions } from "./options.ts";
export type { StoreStats } from "./operations/stats.ts";
export type { ReplicasApi, StreamStoreApi, SubscriptionsApi } from "./store-api.ts";
export type { Lag, Replica, StreamReplicas } from "./replicas/stream-replicas.ts";
export type { StreamSubscriptions } from "./subscriptions/stream-subscriptions.ts";
export type {
  AckOptions,
  AckResult,
  Claim,
  CreateSubscriptionOptions,
  CreateSubscriptionResult,
  SubscribedStream,
  SubscriptionInfo,
  SubscriptionLink,
  SubscriptionType,
  WakeEvent,
  WakeTicket,
} from "./subscriptions/subscription.ts";
export { salvageStore } from "./salvage/salvage.ts";
export type { SalvagedStream, SalvageOptions, SalvageReport } from "./salvage/report.ts";
export type { VerifyProblem, VerifyProblemKind, VerifyProgress } from "./verify/findings.ts";
export type { VerifyOptions } from "./verify/verify.ts";
export type { WebhookKey } from "./subscriptions/webhooks/signing-key.ts";
export type { WebhookOptions } from "./subscriptions/webhooks/webhook-options.ts";
export { splitJsonArray } from "./messages/split-json-array.ts";
export { normalPath } from "../protocol/stream-path.ts";
export { openStreamStore, StreamStore } from "./stream-store.ts";
