/**
 * The copies of streams on other servers: how far each server has acknowledged its stream, and what replication needs to
 * resume. Deleted with the stream. `after_replicated` keeps retention from dropping messages that a replica still lacks.
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
