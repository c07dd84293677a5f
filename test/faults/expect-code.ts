import { StreamError } from "../../src/store/index.ts";

/** @throws Error if the code of an outcome is none of the expected ones */
export function expectOneOf(code: string, ...expected: string[]): void {
  if (!expected.includes(code)) throw new Error(`${code}, not ${expected.join(" or ")}`);
}

/** The code of an error, and the system's reason where there is one: `STORE_FAILED EACCES`. */
export function codeAndReason(error: unknown): string {
  if (!(error instanceof StreamError)) return String(error);
  const { reason } = error.details;
  return typeof reason === "string" ? `${error.code} ${reason}` : error.code;
}
