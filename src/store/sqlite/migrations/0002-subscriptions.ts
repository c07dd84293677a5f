/**
 * Durable cursors (PROTOCOL.md, sections 6 and 7). The `key` of a subscription is never reused, because it is part of every
 * token: a token is valid neither after its subscription was deleted, nor in a later generation.
 */
export const migration0002 = `
  CREATE TABLE subscription (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL,               -- 'pull-wake' or 'webhook'
    pattern TEXT,
    webhook_url TEXT,
    base_url TEXT,                    -- where a webhook's receiver finds the store, with a slash at its end
    wake_stream TEXT,
    lease_ttl_ms INTEGER NOT NULL,
    description TEXT,
    config_hash TEXT NOT NULL,
    created_at INTEGER NOT NULL,      -- milliseconds since the epoch, like every time here
    backfilled_to TEXT,               -- the last path looked at for the pattern; NULL when all were
    generation INTEGER NOT NULL,
    wake_id TEXT,                     -- NULL: idle
    holder TEXT,
    lease_expires_at INTEGER,
    failures INTEGER NOT NULL,        -- failed deliveries of the webhook in a row
    next_attempt_at INTEGER           -- a webhook that is still to be delivered
  ) STRICT;
  CREATE INDEX subscription_by_lease ON subscription (lease_expires_at) WHERE lease_expires_at IS NOT NULL;
  CREATE INDEX subscription_by_attempt ON subscription (next_attempt_at) WHERE next_attempt_at IS NOT NULL;
  CREATE INDEX subscription_by_wake_stream ON subscription (wake_stream) WHERE wake_stream IS NOT NULL;

  CREATE TABLE subscription_link (
    subscription INTEGER NOT NULL,
    path TEXT NOT NULL,
    explicit INTEGER NOT NULL,
    glob INTEGER NOT NULL,
    acked_offset TEXT NOT NULL,       -- last processed, inclusive; '-1' before the first message
    pending INTEGER NOT NULL,         -- 1 if there may be more behind it: a short list to look through
    PRIMARY KEY (subscription, path)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX subscription_link_by_path ON subscription_link (path, pending);
  CREATE INDEX subscription_link_pending ON subscription_link (subscription) WHERE pending = 1;

  -- What tokens and webhooks are signed with.
  CREATE TABLE subscription_secret (
    name TEXT PRIMARY KEY,
    secret BLOB NOT NULL
  ) STRICT;
`;
