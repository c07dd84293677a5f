import type { CreateOptions } from "../stream.ts";
import { detailsOf, pathOf, type DefinedOptions, type StreamTarget } from "./reference.ts";

/** Options to create a stream with: those that are left out are those of its definition. */
export function withDefinedOptions(defined: DefinedOptions, options: CreateOptions): CreateOptions {
  const { contentType, retention, ttlSeconds, expiresAt } = defined;
  const mayExpire = options.ttlSeconds === undefined && options.expiresAt === undefined;
  return {
    ...options,
    ...(options.contentType === undefined && { contentType }),
    ...(options.retention === undefined && retention !== undefined && { retention }),
    ...(mayExpire && ttlSeconds !== undefined && { ttlSeconds }),
    ...(mayExpire && expiresAt !== undefined && { expiresAt }),
  };
}

/**
 * The arguments of `create` and `ensure` with paths in place of references, and with the options of the reference's definition:
 * the store need not know it.
 *
 * @throws StreamError `BAD_REQUEST`
 */
export function createArguments(
  target: StreamTarget,
  options: CreateOptions | undefined,
): [path: string, options: CreateOptions | undefined] {
  const path = pathOf(target);
  const defined = detailsOf(target)?.create;
  const isObject = typeof options === "object" && options !== null;
  if (!isObject) return [path, defined && options === undefined ? withDefinedOptions(defined, {}) : options];
  const { fork } = options;
  const plain =
    typeof fork?.path === "object" ? { ...options, fork: { ...fork, path: pathOf(fork.path) } } : options;
  return [path, defined ? withDefinedOptions(defined, plain) : plain];
}

/** How deep references are in the arguments of a call: `{ acks: [{ stream }] }`. */
const maxDepth = 3;

/** Arguments with paths in place of references. Not for the data of messages. @throws StreamError `BAD_REQUEST` */
export function withPaths(value: unknown, depth = 0): unknown {
  if (detailsOf(value as StreamTarget)) return pathOf(value as StreamTarget);
  if (typeof value !== "object" || value === null || depth > maxDepth) return value;
  if (Array.isArray(value)) return value.map((element) => withPaths(element, depth + 1));
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, withPaths(member, depth + 1)]),
  );
}
