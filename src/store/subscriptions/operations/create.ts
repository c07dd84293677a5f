import { StreamError } from "../../../protocol/errors.ts";
import { backfill } from "../links/backfill.ts";
import { assertSubscriptionId, configHash, normalConfig, type SubscriptionConfig } from "../config.ts";
import { tailOf } from "../links/subscribed-streams.ts";
import { requireSubscription, type SubscriptionContext } from "../context.ts";
import { toInfo } from "../info.ts";
import type { CreateSubscriptionOptions, CreateSubscriptionResult, Subscription } from "../subscription.ts";
import { makeTokenSecret } from "../wakes/token.ts";
import { makeSigningKey } from "../webhooks/signing-key.ts";
import { normalBaseUrl } from "../webhooks/webhook-options.ts";
import { checkWebhookUrl } from "../webhooks/webhook-url.ts";

/**
 * Creates a subscription, or finds it there already with the same configuration (PROTOCOL.md, section
 * 6.2). Streams that are there are linked at their tails: only what is appended from now on is work.
 *
 * @throws StreamError `BAD_REQUEST` (also: webhooks are off), `WEBHOOK_URL_REJECTED`, `EXISTS` (another
 *   configuration)
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
  makeTokenSecret(secrets);
  if (config.type === "webhook") makeSigningKey(secrets);
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

/** Where the store is reached may change (another port, say): that is no other configuration. */
function reconfirm(
  { table }: SubscriptionContext,
  existing: Subscription,
  config: SubscriptionConfig,
  baseUrl: string | null,
): void {
  if (existing.configHash !== configHash(config)) {
    const name = JSON.stringify(existing.id);
    throw new StreamError("EXISTS", `subscription ${name} exists already with another configuration`);
  }
  if (existing.baseUrl === baseUrl) return;
  existing.baseUrl = baseUrl;
  table.update(existing);
}

/** Returns the base URL that receivers call back to. */
function checkWebhook(
  { webhooks }: SubscriptionContext,
  { webhookUrl }: SubscriptionConfig,
  { webhook }: CreateSubscriptionOptions,
): string {
  if (!webhooks)
    throw new StreamError("BAD_REQUEST", "webhooks are not turned on: openStreamStore({ webhooks: {} })");
  checkWebhookUrl(webhookUrl!, webhooks);
  const baseUrl = webhooks.baseUrl ?? webhook?.baseUrl;
  if (baseUrl === undefined)
    throw new StreamError("BAD_REQUEST", "a webhook needs a baseUrl to call back to");
  return normalBaseUrl(baseUrl);
}
