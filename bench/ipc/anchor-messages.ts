/** The messages of the bare port that the `ipc-*` rows are compared with. */
export type AnchorRequest =
  | { readonly kind: "append"; readonly messages: readonly Uint8Array[] }
  | { readonly kind: "catch-up"; readonly count: number }
  | { readonly kind: "ping"; readonly message: Uint8Array };

/** One of the answers to `catch-up`: messages end to end, and the length of each. */
export interface PackedMessages {
  readonly data: Uint8Array;
  readonly lengths: Uint32Array;
}

/** Either end of the bare port, in Node or in Electron. */
export interface BarePort {
  post(value: unknown): void;
  onMessage(listener: (value: unknown) => void): void;
}
