import { StreamError, type StreamErrorCode, type StreamErrorDetails } from "../../../protocol/errors.ts";

/** The error about one line. `problem` continues "line 3 is", and is in `details` for those who name the line themselves. */
export function lineError(
  code: StreamErrorCode,
  line: number,
  problem: string,
  details: StreamErrorDetails = {},
): StreamError {
  return new StreamError(code, `line ${line} is ${problem}`, { ...details, line, problem });
}
