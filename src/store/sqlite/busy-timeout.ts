/** How long to wait for another process's lock on the database, in milliseconds. */
export const busyTimeoutMs = 1000;
