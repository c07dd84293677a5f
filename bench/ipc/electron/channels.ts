/** The channels of the app's second connection and of the bare port. */
export const otherChannel = "bench:other";
export const bareChannel = "bench:bare";
