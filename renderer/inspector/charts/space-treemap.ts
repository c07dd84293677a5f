import { hierarchy, treemap, treemapSquarify, type HierarchyRectangularNode } from "d3-hierarchy";
import { css, html, LitElement, type TemplateResult } from "lit";
import type { SpaceMap } from "../../../src/protocol/inspection/space-map.ts";
import { visibleText } from "../content/text.ts";
import { formatBytes, formatCount, formatMessages, formatQuantity, formatShare } from "../format/numbers.ts";
import { fireStreamOpen } from "../stream-open.ts";
import { controls } from "../style/controls.ts";

/** Smaller tiles are summed up, in square pixels: they could be neither read nor hit. */
const minTileArea = 32 * 20;

interface Tile {
  readonly name: string;
  readonly title: string;
  readonly bytes: number;
  /** The path of the stream; undefined for a tile that sums up several. */
  readonly path?: string;
  readonly children?: readonly Tile[];
}

/** Shows the sizes of streams as areas. Fires `stream-open`. */
export class SpaceTreemap extends LitElement {
  static override properties = {
    map: { attribute: false },
    width: { state: true },
    height: { state: true },
  };

  declare map: SpaceMap;
  declare private width: number;
  declare private height: number;
  readonly #sizes = new ResizeObserver(() => this.#measure());

  static override styles = [
    controls,
    css`
      :host {
        position: relative;
        display: block;
        flex: 1;
        min-height: 160px;
        overflow: hidden;
      }
      .tile {
        position: absolute;
        display: flex;
        flex-direction: column;
        justify-content: flex-start;
        overflow: hidden;
        padding: 3px 5px;
        border: 1px solid var(--surface);
        border-radius: 4px;
        background: light-dark(hsl(var(--hue) 70% 91%), hsl(var(--hue) 38% 25%));
        color: var(--text);
        font-size: 11.5px;
        line-height: 1.35;
        text-align: start;
        white-space: nowrap;
      }
      .tile bdi,
      .tile span {
        display: block;
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .tile.rest {
        background: var(--surface-raised);
        color: var(--text-quiet);
      }
      button.tile:hover:not(:disabled) {
        background: light-dark(hsl(var(--hue) 75% 84%), hsl(var(--hue) 40% 33%));
      }
      .folder {
        position: absolute;
        overflow: hidden;
        padding: 0 5px;
        color: var(--text-quiet);
        font-size: 11px;
        line-height: 16px;
        white-space: nowrap;
      }
    `,
  ];

  constructor() {
    super();
    this.width = 0;
    this.height = 0;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#sizes.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sizes.disconnect();
  }

  protected override render(): TemplateResult {
    if (this.width === 0) return html``;
    const root = treemap<Tile>()
      .tile(treemapSquarify)
      .size([this.width, this.height])
      .paddingInner(1)
      .paddingTop((node) => (node.depth === 1 && node.children ? 16 : 0))
      .round(true)(
      hierarchy(tilesOf(this.map, this.#minBytes), (tile) => tile.children).sum((tile) => tile.bytes),
    );
    return html`${root.descendants().map((node) => this.#node(node))}`;
  }

  /** The size of a stream that gets the smallest tile. */
  get #minBytes(): number {
    return (this.map.totalBytes * minTileArea) / Math.max(1, this.width * this.height);
  }

  #node(node: HierarchyRectangularNode<Tile>): TemplateResult {
    const { x0, x1, y0, y1, data } = node;
    const hue = hueOf(node);
    const place = `left: ${x0}px; top: ${y0}px; width: ${x1 - x0}px; height: ${y1 - y0}px; --hue: ${hue}`;
    if (node.depth === 0 || x1 - x0 < 2 || y1 - y0 < 2) return html``;
    if (node.children)
      return html`<div
        class="folder"
        aria-hidden="true"
        .style=${`left: ${x0}px; top: ${y0}px; width: ${x1 - x0}px`}
      >
        ${x1 - x0 > 36 && y1 - y0 > 20 ? visibleText(data.name) : ""}
      </div>`;
    const share = formatShare(data.bytes / Math.max(1, this.map.totalBytes));
    const text =
      x1 - x0 > 44 && y1 - y0 > 18
        ? html`<bdi>${visibleText(data.name)}</bdi>
            ${y1 - y0 > 36 ? html`<span>${formatBytes(data.bytes)}, ${share}</span>` : ""}`
        : "";
    const label = `${visibleText(data.name)} ${formatBytes(data.bytes)}, ${share}: ${visibleText(data.title)}`;
    if (data.path === undefined)
      return html`<div class="tile rest" title=${label} .style=${place}>${text}</div>`;
    return html`<button
      class="tile"
      title=${label}
      aria-label=${label}
      .style=${place}
      @click=${() => fireStreamOpen(this, data.path!)}
    >
      ${text}
    </button>`;
  }

  #measure(): void {
    this.width = this.clientWidth;
    this.height = this.clientHeight;
  }
}

customElements.define("space-treemap", SpaceTreemap);

/** The hue of a tile: the same within a folder, and far from those of neighbouring folders. */
function hueOf(node: HierarchyRectangularNode<Tile>): number {
  const folder = node.depth > 1 ? node.parent! : node;
  return (220 + (folder.parent?.children?.indexOf(folder) ?? 0) * 47) % 360;
}

/**
 * Groups the streams by the first segment of their paths. Sums up the streams that are too small in each group, and the groups
 * that are.
 */
function tilesOf({ largest, rest }: SpaceMap, minBytes: number): Tile {
  const folders = new Folders();
  for (const { path, bytes, messages, isFork } of largest) {
    const slash = path.indexOf("/");
    const folder = path.slice(0, Math.max(0, slash));
    const title = `${path}, ${formatMessages(messages)}${isFork ? ", a fork" : ""}`;
    if (bytes < minBytes) folders.sumUp(folder, bytes, 1);
    else folders.put(folder, { name: path.slice(slash + 1), title, bytes, path });
  }
  for (const { folder, bytes, streams } of rest) folders.sumUp(folder, bytes, streams);
  return { name: "", title: "", bytes: 0, children: folders.tiles(minBytes) };
}

class Folders {
  readonly #tiles = new Map<string, Tile[]>();
  readonly #smaller = new Map<string, { bytes: number; streams: number }>();

  put(folder: string, tile: Tile): void {
    const tiles = this.#tiles.get(folder);
    if (tiles) tiles.push(tile);
    else this.#tiles.set(folder, [tile]);
  }

  sumUp(folder: string, bytes: number, streams: number): void {
    const sum = this.#smaller.get(folder) ?? { bytes: 0, streams: 0 };
    this.#smaller.set(folder, { bytes: sum.bytes + bytes, streams: sum.streams + streams });
  }

  tiles(minBytes: number): Tile[] {
    for (const [folder, { bytes }] of [...this.#smaller]) {
      if (folder === "" || bytes >= minBytes || this.#tiles.has(folder)) continue;
      this.sumUp("", bytes, this.#smaller.get(folder)!.streams);
      this.#smaller.delete(folder);
    }
    for (const [folder, { bytes, streams }] of this.#smaller) {
      const title = `${formatQuantity(streams, "smaller stream")}${folder && ` in ${folder}`}`;
      this.put(folder, { name: `${formatCount(streams)} smaller`, title, bytes });
    }
    return Array.from(this.#tiles, ([folder, tiles]) =>
      folder === "" ? tiles : [{ name: `${folder}/`, title: folder, bytes: 0, children: tiles }],
    ).flat();
  }
}
