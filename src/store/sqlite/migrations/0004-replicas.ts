/**
 * How far others have a stream: what replication has had acknowledged, and what it needs to go on. Gone with
 * the stream. `after_replicated` keeps retention from dropping what no replica has yet.
 */
export const migration0004 = `
  ALTER TABLE stream ADD COLUMN after_replicated INTEGER NOT NULL DEFAULT 0;

  CREATE TABLE replica (
    stream INTEGER NOT NULL,
    name TEXT NOT NULL,            -- of the replica, for example its URL
    position INTEGER NOT NULL,     -- it has the messages up to here, inclusive
    state TEXT NOT NULL,           -- whatever else its writer has to remember
    PRIMARY KEY (stream, name)
  ) STRICT, WITHOUT ROWID;
`;
