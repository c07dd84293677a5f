import { connectToHost } from "./connect.ts";

/** Begun as soon as this module runs. */
export const host = connectToHost();
