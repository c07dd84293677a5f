import type { CreateOptions, CreateResult } from "../../../protocol/stream.ts";
import type { WriteTransaction } from "../../commit/write-transaction.ts";
import type { StoreContext } from "../../context.ts";
import { anyPath } from "../../live/live-readers.ts";
import { toInfo } from "../../streams/info.ts";
import type { NewStream, Stream } from "../../streams/stream.ts";
import { setRetention } from "../set-retention.ts";
import { createOr, definedOptions } from "./create.ts";
import { existsError, findDifferences, isChangeable, type ConfigurationName } from "./difference.ts";

/**
 * Creates a stream, or brings the one that exists in line with the options that are given: its retention, and its TTL or
 * expiry. Options that are left out stay as they are.
 *
 * Retention that drops very many messages takes several commits. Repeating the call does what is left.
 *
 * @throws StreamError as `create` does; `EXISTS` only where the content type, the fork or the closed state differs; `NOT_FOUND`
 *   or `GONE` if the stream is deleted between these commits
 */
export async function ensure(
  context: StoreContext,
  path: string,
  given: CreateOptions = {},
): Promise<CreateResult> {
  // A copy: the second step comes after the caller may have changed it.
  const options = { ...definedOptions(context, path, given) };
  const retention = options.retention && { ...options.retention };
  let lacksRetention = false;
  const result = await createOr(context, path, options, (existing, { wanted, fork }, transaction) => {
    const different = findDifferences(existing, wanted, fork).filter((name) => isGiven(options, name));
    if (!different.every(isChangeable))
      throw existsError(
        existing,
        wanted,
        different.filter((name) => !isChangeable(name)),
      );
    if (different.some((name) => name !== "retention")) expireAs(existing, wanted, transaction);
    lacksRetention = different.includes("retention");
    return toInfo(context, existing);
  });
  if (result.created) return result;
  if (lacksRetention) return { ...(await setRetention(context, path, retention)), created: false };
  // A new expiry is not announced as a change.
  context.live.wake(path);
  context.live.wake(anyPath);
  return result;
}

/** A TTL and an expiry exclude each other: giving one of them is about both. */
function isGiven(options: CreateOptions, name: ConfigurationName): boolean {
  if (name === "ttlSeconds" || name === "expiresAt")
    return options.ttlSeconds !== undefined || options.expiresAt !== undefined;
  return options[name] !== undefined;
}

function expireAs(existing: Stream, wanted: NewStream, transaction: WriteTransaction): void {
  existing.expire(wanted);
  transaction.changed(existing);
}
