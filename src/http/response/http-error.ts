import { httpStatusByCode } from "../../protocol/errors.ts";

/** The codes that only HTTP has, beside those of the store. */
const httpOnlyStatus = {
  METHOD_NOT_ALLOWED: 405,
  REQUEST_TIMEOUT: 408,
  UNSUPPORTED_ENCODING: 415,
} as const;

export const statusByCode = { ...httpStatusByCode, ...httpOnlyStatus };

export type HttpErrorCode = keyof typeof statusByCode;

/** An error that becomes a response with this code. */
export class HttpError extends Error {
  readonly code: HttpErrorCode;

  constructor(code: HttpErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
