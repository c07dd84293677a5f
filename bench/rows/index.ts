import { openElectronPlace } from "../ipc/electron-place.ts";
import { openNodePlace } from "../ipc/node-place.ts";
import type { Row } from "../row.ts";
import { appendAwaited } from "./store/append-awaited.ts";
import { appendBatch } from "./store/append-batch.ts";
import { appendPipelined } from "./store/append-pipelined.ts";
import { appendSpread } from "./store/append-spread.ts";
import { appendValidated } from "./store/append-validated.ts";
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
import { lmdb, logs } from "../peers/fastest-peer.ts";
import { peerAppend } from "./peers/peer-append.ts";
import { peerRead } from "./peers/peer-read.ts";
import { readCatchUpPacked } from "./store/read-catch-up-packed.ts";
import { readCatchUp } from "./store/read-catch-up.ts";
import { readTail } from "./store/read-tail.ts";
import { settingsFile } from "./peers/settings-file.ts";
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
  appendValidated,
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
  httpAppend("reference", 25),
  httpCatchUp("reference", 4),
  httpSse("reference", 3),
  { ...httpAppend("rust", 0.9), onlyInFull: true },
  { ...httpCatchUp("rust", 0.5), onlyInFull: true },
  { ...httpSse("rust", 1), onlyInFull: true },
  { ...httpAppend("caddy", 1), onlyInFull: true },
  { ...httpCatchUp("caddy", 1), onlyInFull: true },
  { ...httpSse("caddy", 1), onlyInFull: true },
  replicateCatchUp,
  peerAppend("peer-append", logs, { width: 1000, amount: 50_000, goal: 3 }),
  peerRead("peer-read", logs, 2),
  peerAppend("lmdb-append", lmdb, { width: 1000, amount: 50_000, goal: 1 }),
  peerAppend("lmdb-append-awaited", lmdb, { width: 1, amount: 4000, goal: 2 }),
  peerRead("lmdb-read", lmdb, 2),
  settingsFile,
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
