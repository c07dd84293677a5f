export interface SpaceMapOptions {
  /** The number of streams that get an entry of their own: 100 by default, at most 1,000. */
  readonly limit?: number;
}

/** The sizes of the messages that can be read. Messages that forks share count once for each of them. */
export interface SpaceMap {
  readonly totalBytes: number;
  readonly streams: number;
  /** The largest streams, largest first. */
  readonly largest: readonly SpaceOfStream[];
  /**
   * All other streams, summed up by the first segment of their paths, largest first. `""` stands for paths with one segment,
   * and for all segments beyond the first 1,000.
   */
  readonly rest: readonly SpaceOfFolder[];
}

export interface SpaceOfStream {
  readonly path: string;
  readonly bytes: number;
  readonly messages: number;
  readonly isFork: boolean;
}

export interface SpaceOfFolder {
  readonly folder: string;
  readonly bytes: number;
  readonly streams: number;
}
