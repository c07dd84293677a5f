/**
 * The reserved subscription APIs (PROTOCOL.md, sections 6 and 7): what a handler's `reserved` option takes.
 */
export { createSubscriptionRoutes } from "./routes.ts";
export type { SubscriptionRoutes, SubscriptionRoutesOptions } from "./options.ts";
