/** The channels of the bench's app: of its second connection, and of the bare port. */
export const otherChannel = "bench:other";
export const bareChannel = "bench:bare";
