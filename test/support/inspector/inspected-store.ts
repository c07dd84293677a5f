import type { StreamStore } from "../../../src/store/index.ts";

/** The methods of the inspected store that tests call, in whichever process it is. */
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
