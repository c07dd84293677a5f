import type { LoadPortHandler } from "../../src/ipc/server/index.ts";

/** Loads the protocol when a window first uses `streams.fetch`. */
export const loadPortHandler: LoadPortHandler = async (store, access) => {
  const { createPortHandler } = await import("../../src/http/port/index.ts");
  return createPortHandler(store, access);
};
