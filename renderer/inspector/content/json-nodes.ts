import { scanJson, type TokenKind } from "./json.ts";

/** One line of a tree: a value, with its key where it has one. */
export interface JsonNode {
  readonly depth: number;
  /** As it was written, with its quotes; undefined in an array. */
  readonly key: string | undefined;
  /** Its place in an array or object, from 0, and how many there are. */
  readonly index: number;
  /** `{` or `[`, or the text of a value. */
  readonly text: string;
  readonly kind: TokenKind | "object" | "array";
  readonly parent: JsonNode | undefined;
  /** Of an object or array. */
  readonly children: JsonNode[];
}

/**
 * The values of a JSON text, as they were written: numbers keep all their digits, keys their order and their
 * duplicates. A text that was cut off has the nodes up to its end.
 */
export function parseJsonNodes(text: string): JsonNode[] {
  const roots: JsonNode[] = [];
  let parent: JsonNode | undefined;
  let key: string | undefined;
  for (const { kind, text: token } of scanJson(text)) {
    if (kind === "key") key = token;
    else if (token === "}" || token === "]") parent = parent?.parent;
    else if (token !== ":" && token !== ",") {
      const siblings: JsonNode[] = parent ? parent.children : roots;
      const isParent = kind === "plain" && (token === "{" || token === "[");
      const node: JsonNode = {
        depth: parent ? parent.depth + 1 : 0,
        key,
        index: siblings.length,
        text: token,
        kind: isParent ? (token === "{" ? "object" : "array") : kind,
        parent,
        children: [],
      };
      siblings.push(node);
      key = undefined;
      if (isParent) parent = node;
    }
  }
  return roots;
}

/** Which nodes are open. All of a small text, of others what is near the top. */
export class OpenNodes {
  readonly #open = new Set<JsonNode>();

  constructor(roots: readonly JsonNode[], lines: number) {
    let level = roots.filter(isFolder);
    let left = lines;
    while (level.length > 0) {
      const added = level.reduce((sum, node) => sum + node.children.length, 0);
      if (added > left && level[0]!.depth > 0) return;
      left -= added;
      for (const node of level) this.#open.add(node);
      level = level.flatMap((node) => node.children.filter(isFolder));
    }
  }

  has(node: JsonNode): boolean {
    return this.#open.has(node);
  }

  toggle(node: JsonNode, open = !this.#open.has(node)): void {
    if (open && isFolder(node)) this.#open.add(node);
    else this.#open.delete(node);
  }

  /** The lines that are to be seen. */
  flatten(roots: readonly JsonNode[]): JsonNode[] {
    const lines: JsonNode[] = [];
    const waiting = roots.toReversed();
    for (let node = waiting.pop(); node; node = waiting.pop()) {
      lines.push(node);
      if (!this.#open.has(node)) continue;
      for (let i = node.children.length - 1; i >= 0; i--) waiting.push(node.children[i]!);
    }
    return lines;
  }
}

export function isFolder(node: JsonNode): boolean {
  return node.children.length > 0;
}
