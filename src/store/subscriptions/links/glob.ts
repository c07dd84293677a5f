/** Whether a path matches a pattern: `*` matches exactly one segment, `**` zero or more (PROTOCOL.md, section 6.2). */
export function matchesGlob(pattern: string, path: string): boolean {
  return matchSegments(pattern.split("/"), path.split("/"));
}

/** The text that every matching path starts with. */
export function literalPrefix(pattern: string): string {
  const segments = pattern.split("/");
  const wild = segments.findIndex((segment) => segment === "*" || segment === "**");
  if (wild < 0) return pattern;
  const prefix = segments.slice(0, wild).join("/");
  // `a/**` matches `a` itself.
  return prefix === "" || segments[wild] === "**" ? prefix : `${prefix}/`;
}

/**
 * Backtracks only to the last `**`: an earlier one could not match more, and trying it would take exponential time.
 */
function matchSegments(pattern: readonly string[], path: readonly string[]): boolean {
  let p = 0;
  let s = 0;
  let star = -1;
  let starAt = 0;
  while (s < path.length) {
    if (pattern[p] === "**") {
      star = p++;
      starAt = s;
    } else if (p < pattern.length && (pattern[p] === "*" || pattern[p] === path[s])) {
      p++;
      s++;
    } else if (star >= 0) {
      p = star + 1;
      s = ++starAt;
    } else return false;
  }
  while (pattern[p] === "**") p++;
  return p === pattern.length;
}
