/** The subscription APIs below the reserved path `__ds` (PROTOCOL.md, sections 6 and 7). */
export { createSubscriptionRoutes } from "./routes.ts";
export type { SubscriptionRoutes, SubscriptionRoutesOptions } from "./options.ts";
