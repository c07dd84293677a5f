/** A log of another library, as far as the `peer-*` rows need it. */
export interface Peer {
  readonly name: string;
  /** Resolves when the message is stored, as safely as the library knows how to. */
  append(message: Uint8Array): Promise<unknown>;
  /** For filling it: as one batch. */
  appendAll(messages: readonly Uint8Array[]): Promise<unknown>;
  /** The messages from number `from` on, in order. */
  read(from: number): AsyncIterable<readonly Uint8Array[]>;
  close(): Promise<void>;
}

export type OpenPeer = (directory: string) => Promise<Peer>;
