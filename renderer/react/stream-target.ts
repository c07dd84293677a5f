/** A stream: its path, or an object that has one, such as a reference to a typed stream. */
export type StreamTarget = string | { readonly path: string };

export function pathOf(target: StreamTarget): string {
  return typeof target === "string" ? target : target.path;
}
