import type { PackedPage } from "../../store/index.ts";
import type { Acknowledgement } from "../remote/remote-stream.ts";
import type { FixedCheckpoint, PushCheckpoint } from "./checkpoint.ts";

export type PushState = Unstarted | Idle | Unconfirmed | Checking | Ready | Sending | Acknowledged | Complete;

/** Nothing is in memory: the checkpoint has to be read, or the remote stream created. */
export interface Unstarted {
  readonly is: "unstarted";
}

interface Started {
  /** Of the local stream. */
  readonly contentType: string;
  readonly checkpoint: PushCheckpoint;
}

/** Every batch is acknowledged, and the checkpoint on disk says so. */
export interface Idle extends Started {
  readonly is: "idle";
}

/** A request may have arrived whose answer was lost: the state after a failure or a restart. */
export interface Unconfirmed extends Started {
  readonly is: "unconfirmed";
}

/** The next batch is fixed on disk, and its messages are in memory. */
interface Fixed extends Started {
  readonly checkpoint: FixedCheckpoint;
  readonly page: PackedPage;
  /** The batch may have been sent before, to whatever effect. */
  readonly isRepeated: boolean;
}

/** The batch may be in the remote stream already: it is looked up before it is sent. */
export interface Checking extends Fixed {
  readonly is: "checking";
}

/** The batch is not in the remote stream. */
export interface Ready extends Fixed {
  readonly is: "ready";
}

export interface Sending extends Fixed {
  readonly is: "sending";
  readonly answer: Promise<Acknowledgement>;
  /** The page after the batch, read ahead; undefined if the batch ended at the tail. */
  readonly following: Promise<PackedPage> | undefined;
}

/** The server has acknowledged the batch; the checkpoint on disk does not say so yet. */
export interface Acknowledged extends Started {
  readonly is: "acknowledged";
  readonly following: Promise<PackedPage> | undefined;
}

/** Both streams are closed and hold the same messages. */
export interface Complete extends Started {
  readonly is: "complete";
}

/** Any failure leaves it open whether a request has arrived. What the server acknowledged before stays known. */
export function afterFailure(state: PushState): Unstarted | Unconfirmed {
  if (state.is === "unstarted") return state;
  return { is: "unconfirmed", contentType: state.contentType, checkpoint: state.checkpoint };
}
