/** Another library's log, with the operations that the `peer-*` rows need. */
export interface Peer {
  readonly name: string;
  /** Resolves when the message is stored, as durably as the library can. */
  append(message: Uint8Array): Promise<unknown>;
  /** Appends one batch, to fill the log. */
  appendAll(messages: readonly Uint8Array[]): Promise<unknown>;
  /** The messages from number `from`, in order. */
  read(from: number): AsyncIterable<readonly Uint8Array[]>;
  close(): Promise<void>;
}

export type OpenPeer = (directory: string) => Promise<Peer>;
