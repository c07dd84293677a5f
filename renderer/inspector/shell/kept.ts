const prefix = "streams-inspector:";

/** What the browser keeps of the inspector between visits; it may have been changed by anyone, so check it. */
export function readKept(name: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(prefix + name) ?? "null");
  } catch {
    return undefined;
  }
}

/** Does nothing where the browser keeps nothing. */
export function writeKept(name: string, value: unknown): void {
  try {
    localStorage.setItem(prefix + name, JSON.stringify(value));
  } catch {
    // Private windows, a full disk: the inspector works without.
  }
}
