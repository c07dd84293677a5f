/** In the store's folder. */
export const databaseFile = "streams.db";
export const lockFile = "writer.lock";
