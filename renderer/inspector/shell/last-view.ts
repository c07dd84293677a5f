import { readStored, writeStored } from "./local-storage.ts";

export const viewNames = ["streams", "space", "health", "replication"] as const;
export type ViewName = (typeof viewNames)[number];

/** What the user last looked at, restored on the next visit. */
export interface LastView {
  readonly view: ViewName;
  /** The path of the open stream. */
  readonly path?: string;
  /** The offset of the open message. */
  readonly offset?: string;
  /** The width of the list, in percent. */
  readonly split?: number;
  readonly layout?: "list" | "tree";
}

const name = "view";

export function readLastView(): LastView {
  const stored = (readStored(name) ?? {}) as Partial<Record<keyof LastView, unknown>>;
  const { view, path, offset, split, layout } = stored;
  return {
    view: viewNames.find((known) => known === view) ?? "streams",
    ...(typeof path === "string" && { path }),
    ...(typeof path === "string" && typeof offset === "string" && { offset }),
    ...(typeof split === "number" && split >= 15 && split <= 85 && { split }),
    ...((layout === "list" || layout === "tree") && { layout }),
  };
}

export function changeLastView(changed: {
  readonly [Name in keyof LastView]?: LastView[Name] | undefined;
}): void {
  writeStored(name, { ...readLastView(), ...changed });
}
