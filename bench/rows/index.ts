import { openElectronPlace } from "../ipc/electron-place.ts";
import { openNodePlace } from "../ipc/node-place.ts";
import type { Row } from "../row.ts";
import { appendAwaited } from "./store/append-awaited.ts";
import { appendBatch } from "./store/append-batch.ts";
import { appendPipelined } from "./store/append-pipelined.ts";
import { appendSpread } from "./store/append-spread.ts";
import { badgerAppend } from "./peers/badger-append.ts";
import { badgerRead } from "./peers/badger-read.ts";
import { disk } from "./peers/disk.ts";
import { fanOut } from "./store/fan-out.ts";
import { footprint } from "./launch/footprint.ts";
import { headMany } from "./store/head-many.ts";
import { httpAppend } from "./http/http-append.ts";
import { httpCatchUp } from "./http/http-catch-up.ts";
import { httpSse } from "./http/http-sse.ts";
import { idle } from "./launch/idle.ts";
import { ipcAppend } from "./processes/ipc-append.ts";
import { ipcCatchUp } from "./processes/ipc-catch-up.ts";
import { ipcLatency } from "./processes/ipc-latency.ts";
import { jankHosted } from "./processes/jank-hosted.ts";
import { jank } from "./processes/jank.ts";
import { listPage } from "./store/list-page.ts";
import { memory } from "./processes/memory.ts";
import { open } from "./store/open.ts";
import { peerAppend } from "./peers/peer-append.ts";
import { peerRead } from "./peers/peer-read.ts";
import { readCatchUpPacked } from "./store/read-catch-up-packed.ts";
import { readCatchUp } from "./store/read-catch-up.ts";
import { readTail } from "./store/read-tail.ts";
import { replicateCatchUp } from "./http/replicate-catch-up.ts";
import { startWindow } from "./launch/start-window.ts";
import { start, startElectron } from "./launch/start.ts";

const inNode = "between threads of Node";
const inElectron = "in Electron";

/** All rows, in the order of the table. */
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
  start,
  startElectron,
  startWindow,
  footprint,
  idle,
  disk,
];
