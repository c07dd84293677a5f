/**
 * `message.key` packs the stream's id (upper 27 bits) and the message's position (lower 36 bits): one integer is SQLite's
 * fastest key, and it keeps the messages of a stream next to each other, in order. Stream ids are never reused
 * (AUTOINCREMENT), because they are part of every offset.
 */
export const migration0001 = `
  CREATE TABLE stream (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    path TEXT UNIQUE,              -- NULL once it has expired, while forks still need its messages
    content_type TEXT NOT NULL,
    created_at INTEGER NOT NULL,   -- milliseconds since the epoch, like every time here
    tail INTEGER NOT NULL,         -- messages ever appended: the position of the last one
    floor INTEGER NOT NULL,        -- messages dropped by retention: the position before the first one
    bytes INTEGER NOT NULL,        -- of the messages above the floor
    seq TEXT,                      -- the last accepted Stream-Seq
    closed INTEGER NOT NULL,
    closed_by_producer TEXT,       -- the append that closed the stream, to recognise its repetition
    closed_by_epoch INTEGER,
    closed_by_seq INTEGER,
    ttl_seconds INTEGER,
    expires_at INTEGER,            -- as given at creation
    deadline INTEGER,              -- expires_at, or the end of the sliding TTL
    max_age_ms INTEGER,
    max_bytes INTEGER,
    max_messages INTEGER,
    source INTEGER,                -- the stream this one was forked from
    source_path TEXT,
    fork_position INTEGER,         -- messages up to here are the source's
    fork_bytes INTEGER,            -- of the source's next message, copied into this stream as its first one
    deleted INTEGER NOT NULL,      -- while forks still need its messages (PROTOCOL.md, section 4.2)
    lags INTEGER NOT NULL          -- tail and bytes may be behind: messages above the tail count, too
  ) STRICT;
  CREATE INDEX stream_by_source ON stream (source) WHERE source IS NOT NULL;
  CREATE INDEX stream_by_deadline ON stream (deadline) WHERE deadline IS NOT NULL;
  CREATE INDEX stream_by_max_age ON stream (id) WHERE max_age_ms IS NOT NULL;

  CREATE TABLE message (
    key INTEGER PRIMARY KEY,
    appended_at INTEGER NOT NULL,  -- never decreases within a stream
    data BLOB NOT NULL
  ) STRICT;

  CREATE TABLE producer (
    stream INTEGER NOT NULL,
    id TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    seq INTEGER NOT NULL,          -- the last accepted one of this epoch
    PRIMARY KEY (stream, id)
  ) STRICT, WITHOUT ROWID;

  -- Messages that nobody can read any more and that maintenance has still to delete, in slices.
  CREATE TABLE garbage (
    stream INTEGER PRIMARY KEY,
    upto INTEGER NOT NULL          -- positions up to here, inclusive
  ) STRICT;
`;
