import { StreamError } from "../../protocol/errors.ts";
import type { Access } from "../../protocol/operations.ts";
import { isReservedPath } from "../../protocol/stream-path.ts";

/**
 * What a window may do: one level for all streams, or a level for each path prefix. The longest matching prefix
 * decides, and `""` matches every path. A path without a matching prefix gets `"none"`.
 */
export type AccessRules = Access | Readonly<Record<string, Access>>;

const levels: readonly Access[] = ["none", "read", "append", "manage"];

export function accessTo(rules: AccessRules, path: string): Access {
  if (typeof rules === "string") return rules;
  let longest: string | undefined;
  for (const prefix of Object.keys(rules)) {
    if (path.startsWith(prefix) && (longest === undefined || prefix.length > longest.length))
      longest = prefix;
  }
  return longest === undefined ? "none" : rules[longest]!;
}

export function allows(rules: AccessRules, path: string, needed: Access): boolean {
  return levels.indexOf(accessTo(rules, path)) >= levels.indexOf(needed);
}

/**
 * The same for a request of the protocol, which also reaches subscriptions: one of them may have streams that a rule for a
 * longer prefix excludes, so it needs one level for all streams.
 */
export function allowsRequest(rules: AccessRules, path: string, needed: Access): boolean {
  return allows(rules, path, needed) && (typeof rules === "string" || !isReservedPath(path));
}

/**
 * The prefixes, among the paths that start with `prefix`, below which a window may read: in path order, none
 * within another. A rule for a longer prefix may still exclude a part of them.
 */
export function readablePrefixes(rules: AccessRules, prefix: string): string[] {
  if (allows(rules, prefix, "read")) return [prefix];
  return Object.keys(rules)
    .filter((rule) => rule.startsWith(prefix) && allows(rules, rule, "read"))
    .toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .filter((rule, i, sorted) => !sorted.slice(0, i).some((outer) => rule.startsWith(outer)));
}

/** Whether the rules give a window any access at all. */
export function allowsAnything(rules: AccessRules): boolean {
  return typeof rules === "string"
    ? rules !== "none"
    : Object.values(rules).some((level) => level !== "none");
}

/** @throws StreamError `FORBIDDEN` */
export function assertAllowed(rules: AccessRules, path: string, needed: Access): void {
  if (allows(rules, path, needed)) return;
  throw new StreamError("FORBIDDEN", `this window may not ${needed} ${JSON.stringify(path)}`);
}

/** Whether a value is a set of rules. What an app's `authorize` returned is checked with it. */
export function isAccessRules(value: unknown): value is AccessRules {
  if (typeof value === "string") return isAccess(value);
  return typeof value === "object" && value !== null && Object.values(value).every(isAccess);
}

function isAccess(value: unknown): boolean {
  return levels.includes(value as Access);
}
