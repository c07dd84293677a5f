import type { StreamStore } from "../../../src/store/index.ts";

/** What tests do with the store that is inspected, wherever it is. */
export const storeMethods = [
  "append",
  "closeStream",
  "create",
  "delete",
  "head",
  "read",
  "setRetention",
] as const satisfies (keyof StreamStore)[];
export type InspectedStore = Pick<StreamStore, (typeof storeMethods)[number]>;
