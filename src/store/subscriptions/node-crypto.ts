/** `node:crypto`, loaded when it is first needed: that takes as long as opening a store, and few stores have subscriptions. */
export const nodeCrypto = () => process.getBuiltinModule("node:crypto");
