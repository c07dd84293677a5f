/** How long to wait for a lock of another process, in milliseconds. */
export const busyTimeoutMs = 1000;
