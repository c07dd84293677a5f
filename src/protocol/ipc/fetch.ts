/**
 * `fetch` over a port: the cursor `fetchCursor`. Its argument is a `RequestHead`, its first value a `ResponseHead`, and all
 * others are parts of the response's body. The client sends the request's body in messages of their own (`part`).
 */
export const fetchCursor = "fetch";

/** Most bytes of one part of a body. */
export const maxPartBytes = 256 * 1024;
/** Parts of a request's body that the client may send before the server grants more: they need no round trip. */
export const initialBodyCredit = 4;

export type HeaderList = readonly (readonly [name: string, value: string])[];

export interface RequestHead {
  readonly method: string;
  readonly url: string;
  readonly headers: HeaderList;
  /** Whether parts of a body follow. */
  readonly hasBody: boolean;
}

export interface ResponseHead {
  readonly status: number;
  readonly headers: HeaderList;
  /** Whether parts of a body follow. */
  readonly hasBody: boolean;
}
