/** The windows of a soak: they follow streams, and come and go in all the ways that windows do. */
export interface SoakWindows {
  /** What they are, for the report. */
  readonly kind: string;
  open(): Promise<void>;
  /** Reloads, crashes, closes or navigates one of those that are open; another one follows in its place. */
  disturb(): Promise<void>;
  closeAll(): Promise<void>;
  /** Opened so far, reloads included. */
  readonly opened: number;
}

/** What a window follows, by its number: some streams, and now and then the list. */
export function followedBy(number: number): { readonly paths: string[]; readonly list: boolean } {
  return { paths: [0, 1, 2].map((i) => `feed/${(number * 3 + i) % feeds}`), list: number % 3 === 0 };
}

/** Streams that are there all the time. */
export const feeds = 12;
