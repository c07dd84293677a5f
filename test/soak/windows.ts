/** The windows of a soak: they follow streams, and are opened and ended in all the ways that windows are. */
export interface SoakWindows {
  /** The kind of windows, for the report. */
  readonly kind: string;
  open(): Promise<void>;
  /** Reloads, crashes, closes or navigates one open window, and opens another in its place. */
  disturb(): Promise<void>;
  closeAll(): Promise<void>;
  /** How many have been opened so far, reloads included. */
  readonly opened: number;
}

/** What a window follows, by its number: three streams, and every third window also the list. */
export function followedBy(number: number): { readonly paths: string[]; readonly list: boolean } {
  return { paths: [0, 1, 2].map((i) => `feed/${(number * 3 + i) % feeds}`), list: number % 3 === 0 };
}

/** How many streams exist all the time. */
export const feeds = 12;
