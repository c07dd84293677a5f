import { StreamError } from "../../../protocol/errors.ts";
import { backfill } from "../links/backfill.ts";
import { assertSubscriptionId, configHash, normalConfig, type SubscriptionConfig } from "../config.ts";
import { tailOf } from "../links/subscribed-streams.ts";
import { requireSubscription, type SubscriptionContext } from "../context.ts";
import { toInfo } from "../info.ts";
import type { CreateSubscriptionOptions, CreateSubscriptionResult, Subscription } from "../subscription.ts";
import { createTokenSecret } from "../wakes/token.ts";
import { createSigningKey } from "../webhooks/signing-key.ts";
import { normalBaseUrl } from "../webhooks/webhook-options.ts";
import { checkWebhookUrl } from "../webhooks/webhook-url.ts";

/**
 * Creates a subscription, unless one with the same configuration exists already (PROTOCOL.md, section 6.2). Existing streams
 * are linked at their tails: only messages that are appended from now on are work.
 *
 * @throws StreamError `BAD_REQUEST` (also if webhooks are off), `WEBHOOK_URL_REJECTED`, `EXISTS` (with another configuration)
 */
export async function createSubscription(
  context: SubscriptionContext,
  id: string,
  options: CreateSubscriptionOptions,
): Promise<CreateSubscriptionResult> {
  assertSubscriptionId(id);
  const config = normalConfig(options);
  const baseUrl = config.type === "webhook" ? checkWebhook(context, config, options) : null;
  const { key, created } = await context.store.commit.submit(() => {
    const existing = context.table.find(id);
    if (!existing) return { key: insert(context, id, config, baseUrl), created: true };
    reconfirm(context, existing, config, baseUrl);
    return { key: existing.key, created: false };
  });
  await backfill(context, key);
  return context.store.snapshot(() => ({ ...toInfo(context, requireSubscription(context, id)), created }));
}

function insert(
  context: SubscriptionContext,
  id: string,
  { streams, ...config }: SubscriptionConfig,
  baseUrl: string | null,
): number {
  const { store, table, links, secrets } = context;
  createTokenSecret(secrets);
  if (config.type === "webhook") createSigningKey(secrets);
  const { key } = table.insert({
    ...config,
    id,
    baseUrl,
    configHash: configHash({ streams, ...config }),
    createdAt: store.clock.now(),
    backfilledTo: config.pattern === null ? null : "",
    generation: 0,
    wakeId: null,
    holder: null,
    leaseExpiresAt: null,
    failures: 0,
    nextAttemptAt: null,
  });
  for (const path of streams) links.add(key, path, tailOf(store, path), "explicit");
  return key;
}

/** The base URL is not compared: it may change, for example to another port. */
function reconfirm(
  { table }: SubscriptionContext,
  existing: Subscription,
  config: SubscriptionConfig,
  baseUrl: string | null,
): void {
  if (existing.configHash !== configHash(config)) {
    const name = JSON.stringify(existing.id);
    throw new StreamError("EXISTS", `subscription ${name} already exists with a different configuration`);
  }
  if (existing.baseUrl === baseUrl) return;
  existing.baseUrl = baseUrl;
  table.update(existing);
}

/** Returns the base URL of the webhook's callback. */
function checkWebhook(
  { webhooks }: SubscriptionContext,
  { webhookUrl }: SubscriptionConfig,
  { webhook }: CreateSubscriptionOptions,
): string {
  if (!webhooks)
    throw new StreamError("BAD_REQUEST", "webhooks are off: pass webhooks: {} to openStreamStore");
  checkWebhookUrl(webhookUrl!, webhooks);
  const baseUrl = webhooks.baseUrl ?? webhook?.baseUrl;
  if (baseUrl === undefined)
    throw new StreamError(
      "BAD_REQUEST",
      "subscription: webhook.baseUrl is required: the address at which the receiver finds the store's streams",
    );
  return normalBaseUrl(baseUrl);
}
