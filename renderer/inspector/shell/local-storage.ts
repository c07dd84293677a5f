const prefix = "streams-inspector:";

/** A value that `writeStored` stored on an earlier visit. Anyone can edit local storage, so check it. */
export function readStored(name: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(prefix + name) ?? "null");
  } catch {
    return undefined;
  }
}

/** Stores a value for later visits; does nothing where the browser has no storage. */
export function writeStored(name: string, value: unknown): void {
  try {
    localStorage.setItem(prefix + name, JSON.stringify(value));
  } catch {
    // In a private window, or with a full disk, the inspector works without it.
  }
}
