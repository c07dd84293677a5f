// The files in a store's folder, besides SQLite's own.

export const databaseFile = "streams.db";
export const lockFile = "writer.lock";
/** Holds the id of the process that has the lock. */
export const lockHolderFile = "writer.pid";
