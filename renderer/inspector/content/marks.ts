import { css } from "lit";
import { findText } from "../../../src/protocol/inspection/find-text.ts";
import { fold } from "../../../src/protocol/inspection/fold.ts";

const highlight = new Highlight();
CSS.highlights.set("streams-inspector-found", highlight);

/** More occurrences in one element are not marked. */
const maxMarks = 500;

/** The look of marks. Components that show some include it: a highlight is styled where its text is. */
export const markStyles = css`
  ::highlight(streams-inspector-found) {
    background-color: light-dark(#ffd54a, #7a5900);
    color: light-dark(#1b1d22, #ffffff);
  }
`;

/** The text that a component's filter looks for, marked where it occurs. The elements themselves stay as they are. */
export class Marks {
  readonly #ranges: Range[] = [];

  /** Marks each occurrence of a text in these elements, in place of all earlier marks of the component. */
  show(elements: Iterable<Node>, text: string | undefined): void {
    this.clear();
    if (text === undefined) return;
    const wanted = fold(text);
    for (const element of elements) this.#ranges.push(...rangesOf(element, wanted));
    for (const range of this.#ranges) highlight.add(range);
  }

  /** The first marked occurrence. */
  get first(): Range | undefined {
    return this.#ranges[0];
  }

  clear(): void {
    for (const range of this.#ranges) highlight.delete(range);
    this.#ranges.length = 0;
  }
}

/** An occurrence may begin in one text node and end in another: JSON has an element for each token. */
function rangesOf(element: Node, wanted: string): Range[] {
  const nodes = textNodesOf(element);
  const text = nodes.map(({ data }) => data).join("");
  const ranges: Range[] = [];
  for (let found = findText(text, wanted); found; found = findText(text, wanted, found.end)) {
    const range = new Range();
    range.setStart(...placeOf(nodes, found.start, false));
    range.setEnd(...placeOf(nodes, found.end, true));
    ranges.push(range);
    if (ranges.length === maxMarks) break;
  }
  return ranges;
}

function textNodesOf(element: Node): Text[] {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const nodes: Text[] = [];
  while (walker.nextNode()) nodes.push(walker.currentNode as Text);
  return nodes;
}

/** The node and offset at a number of characters; at the border of two nodes, the end of the first one if `isEnd`. */
function placeOf(nodes: readonly Text[], at: number, isEnd: boolean): [Text, number] {
  let left = at;
  for (const node of nodes) {
    if (left < node.length || (isEnd && left === node.length)) return [node, left];
    left -= node.length;
  }
  const last = nodes.at(-1)!;
  return [last, last.length];
}
