// The files in a store's folder, besides SQLite's own.

export const databaseFile = "streams.db";
export const lockFile = "writer.lock";
/** Holds the id of the process that has the lock, and the URL at which it serves the store, if it does. */
export const lockHolderFile = "writer.pid";
