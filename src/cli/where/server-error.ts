import { httpStatusByCode, StreamError, type StreamErrorCode } from "../../protocol/errors.ts";
import { failureIn } from "../../replication/remote/failure.ts";

/**
 * The error that a response means, or undefined for a success. The servers of this package name the code and the reason in
 * the body; of another server, the status says as much as it can.
 *
 * @param asked.subject what was asked for, such as `stream "orders"`
 * @param asked.isStream whether it was a stream, whose responses can be told from those of other servers
 */
export async function errorIn(
  response: Response,
  method: string,
  { subject, isStream }: Asked,
): Promise<StreamError | undefined> {
  if (response.ok) return isStream && method !== "DELETE" ? foreignError(response, method) : undefined;
  const { code, message } = errorOf(await response.text().catch(() => "")) ?? {};
  if (response.status === 401)
    return new StreamError(
      "UNAUTHORIZED",
      `the server refused the token: pass --token, or set ${tokenVariable}`,
    );
  if (code !== undefined) return new StreamError(code, message ?? code);
  const foreign = foreignError(response, method);
  if (foreign) return foreign;
  const known = codeOf(response.status, method);
  if (known === "NOT_FOUND") return new StreamError(known, `${subject} does not exist`);
  return new StreamError(known, `${subject}: the server responded with status ${response.status}`);
}

export interface Asked {
  readonly subject: string;
  readonly isStream: boolean;
}

export const tokenVariable = "ELECTRON_DURABLE_STREAMS_TOKEN";

/** A web page, or what any other server responds with. */
function foreignError(response: Response, method: string): StreamError | undefined {
  const failure = failureIn(response, method);
  return failure?.code === "CAPTIVE_PORTAL" ? new StreamError("BAD_REQUEST", failure.message) : undefined;
}

function errorOf(body: string): { readonly code: StreamErrorCode; readonly message: string } | undefined {
  try {
    const { error } = JSON.parse(body) as { error: { code: string; message: string } };
    return Object.hasOwn(httpStatusByCode, error.code)
      ? { code: error.code as StreamErrorCode, message: error.message }
      : undefined;
  } catch {
    return undefined;
  }
}

function codeOf(status: number, method: string): StreamErrorCode {
  if (status === 409) return method === "PUT" ? "EXISTS" : "CONTENT_TYPE_MISMATCH";
  if (status >= 500) return "STORE_FAILED";
  const entries = Object.entries(httpStatusByCode) as [StreamErrorCode, number][];
  return entries.find(([, known]) => known === status)?.[0] ?? "BAD_REQUEST";
}
