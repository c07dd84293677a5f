import { openElectronPlace } from "../ipc/electron-place.ts";
import { openNodePlace } from "../ipc/node-place.ts";
import type { Row } from "../row.ts";
import { appendAwaited } from "./append-awaited.ts";
import { appendBatch } from "./append-batch.ts";
import { appendPipelined } from "./append-pipelined.ts";
import { appendSpread } from "./append-spread.ts";
import { badgerAppend } from "./badger-append.ts";
import { badgerRead } from "./badger-read.ts";
import { disk } from "./disk.ts";
import { fanOut } from "./fan-out.ts";
import { headMany } from "./head-many.ts";
import { httpAppend } from "./http-append.ts";
import { httpCatchUp } from "./http-catch-up.ts";
import { httpSse } from "./http-sse.ts";
import { ipcAppend } from "./ipc-append.ts";
import { ipcCatchUp } from "./ipc-catch-up.ts";
import { ipcLatency } from "./ipc-latency.ts";
import { jankHosted } from "./jank-hosted.ts";
import { jank } from "./jank.ts";
import { listPage } from "./list-page.ts";
import { memory } from "./memory.ts";
import { open } from "./open.ts";
import { peerAppend } from "./peer-append.ts";
import { peerRead } from "./peer-read.ts";
import { readCatchUpPacked } from "./read-catch-up-packed.ts";
import { readCatchUp } from "./read-catch-up.ts";
import { readTail } from "./read-tail.ts";
import { replicateCatchUp } from "./replicate-catch-up.ts";

const inNode = "between threads of Node";
const inElectron = "in Electron";

/** The table, in order. */
export const rows: readonly Row[] = [
  appendAwaited,
  appendPipelined,
  appendBatch,
  appendSpread,
  readCatchUp,
  readCatchUpPacked,
  readTail,
  headMany,
  listPage,
  fanOut,
  ipcAppend("ipc-append", inNode, openNodePlace),
  ipcCatchUp("ipc-catch-up", inNode, openNodePlace),
  ipcLatency("ipc-latency", inNode, openNodePlace),
  { ...ipcAppend("ipc-append-electron", inElectron, openElectronPlace), onlyInFull: true },
  { ...ipcCatchUp("ipc-catch-up-electron", inElectron, openElectronPlace), onlyInFull: true },
  { ...ipcLatency("ipc-latency-electron", inElectron, openElectronPlace), onlyInFull: true },
  httpAppend,
  httpCatchUp,
  httpSse,
  replicateCatchUp,
  peerAppend,
  peerRead,
  badgerAppend,
  badgerRead,
  jank,
  jankHosted,
  memory,
  open,
  disk,
];
