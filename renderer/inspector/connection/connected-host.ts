import { connectToHost } from "./connect.ts";

/** Connects when this module is loaded. */
export const host = connectToHost();
