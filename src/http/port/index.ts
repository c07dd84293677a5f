/** The protocol for the page behind a port. */
export { createPortHandler } from "./port-handler.ts";
