import { scanJson, type TokenKind } from "./json.ts";

/** One line of a tree: a value, and its key in an object. */
export interface JsonNode {
  readonly depth: number;
  /** As written, with its quotes; undefined in an array. */
  readonly key: string | undefined;
  /** The index within its array or object. */
  readonly index: number;
  /** `{`, `[`, or the text of a simple value. */
  readonly text: string;
  readonly kind: TokenKind | "object" | "array";
  readonly parent: JsonNode | undefined;
  /** The values of an object or array. */
  readonly children: JsonNode[];
}

/**
 * The values of a JSON text, as they were written: numbers keep all digits, and keys their order and duplicates. A truncated
 * text gives the nodes up to its end.
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

/** The expanded nodes: at first all of a small text, and those near the top of a large one. */
export class OpenNodes {
  readonly #open = new Set<JsonNode>();

  constructor(roots: readonly JsonNode[], lines: number) {
    let level = roots.filter(hasChildren);
    let left = lines;
    while (level.length > 0) {
      const added = level.reduce((sum, node) => sum + node.children.length, 0);
      if (added > left && level[0]!.depth > 0) return;
      left -= added;
      for (const node of level) this.#open.add(node);
      level = level.flatMap((node) => node.children.filter(hasChildren));
    }
  }

  has(node: JsonNode): boolean {
    return this.#open.has(node);
  }

  toggle(node: JsonNode, open = !this.#open.has(node)): void {
    if (open && hasChildren(node)) this.#open.add(node);
    else this.#open.delete(node);
  }

  /** The visible lines. */
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

/** The first node in the order of the text that a condition holds for. */
export function firstNode(
  roots: readonly JsonNode[],
  holds: (node: JsonNode) => boolean,
): JsonNode | undefined {
  const waiting = roots.toReversed();
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (holds(node)) return node;
    for (let i = node.children.length - 1; i >= 0; i--) waiting.push(node.children[i]!);
  }
  return undefined;
}

export function hasChildren(node: JsonNode): boolean {
  return node.children.length > 0;
}
