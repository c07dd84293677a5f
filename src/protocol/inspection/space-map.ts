export interface SpaceMapOptions {
  /** Streams told one by one, 100 by default, 1,000 at the most. */
  readonly limit?: number;
}

/** Bytes are those that can be read through a stream: what forks share counts in each of them. */
export interface SpaceMap {
  readonly totalBytes: number;
  readonly streams: number;
  /** The largest, largest first. */
  readonly largest: readonly SpaceOfStream[];
  /** All other streams, by the first segment of their paths, largest first; `""` for those without one, and where
   * there are more than 1,000 segments. */
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
