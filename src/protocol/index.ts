/** What `main/` takes of the vocabulary. The layers of `src/` and `renderer/` import its files. */
export { StreamError } from "./errors.ts";
export { normalOrigins } from "./hosts/origins.ts";
export {
  connectMessageType,
  defaultChannel,
  inspectorChannel,
  preloadMessageType,
  type HandedOver,
} from "./ipc/handover.ts";
export type { Port } from "./ipc/messages.ts";
export type { Access } from "./operations.ts";
