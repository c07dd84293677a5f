/** In the store's folder. */
export const databaseFile = "streams.db";
export const lockFile = "writer.lock";
/** Says which process has the lock. */
export const lockHolderFile = "writer.pid";
