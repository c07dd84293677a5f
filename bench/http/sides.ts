import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Prepared, Side } from "../row.ts";
import type { Scale } from "../scale.ts";
import { launchBinary, whyMissing, type BinaryServer } from "./binary-servers.ts";
import { startClient, type ClientProcess } from "./client-process.ts";
import type { ServerName } from "./servers.ts";

/** What our server is compared with in the `http-*` rows. */
export type ServerPeer = Exclude<ServerName, "ours"> | BinaryServer;

export const serverTitles: Readonly<Record<ServerPeer, string>> = {
  reference: "@durable-streams/server on disk",
  rust: "the Rust server",
  caddy: "the Caddy plugin",
};

/** The id of a row beside a peer. */
export function rowId(id: string, peer: ServerPeer): string {
  return peer === "reference" ? id : `${id}-${peer}`;
}

/**
 * Makes both sides of a row with the same code, for our server and for a peer, with the same client. Or says why the peer
 * cannot be run.
 */
export async function httpSides(
  scale: Scale,
  peer: ServerPeer,
  /** `root` is the URL of a stream root, ending with a slash. */
  makeSide: (root: string, client: ClientProcess) => Side | Promise<Side>,
): Promise<Pick<Prepared, "ours" | "anchor" | "close"> | string> {
  const missing = isBinary(peer) ? whyMissing(peer) : undefined;
  if (missing !== undefined) return missing;
  const [ours, other] = await Promise.all([
    startServer("ours", scale.directory),
    isBinary(peer) ? startBinary(peer, scale.directory) : startServer(peer, scale.directory),
  ]);
  const client = startClient();
  return {
    ours: await makeSide(ours.root, client),
    anchor: await makeSide(other.root, client),
    async close() {
      client.close();
      await Promise.all([ours.close(), other.close()]);
    },
  };
}

/** Starts a server in a separate process. Its `root` ends with a slash. */
export async function startServer(
  name: ServerName,
  directory: string,
): Promise<{ readonly root: string; close(): Promise<void> }> {
  const child = fork(join(import.meta.dirname, "server-process.ts"), [name, directory], {
    execArgv: [],
    // The reference server logs each slow flush.
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const [root] = (await once(child, "message")) as [string];
  return { root, close: () => stop(child) };
}

async function startBinary(name: BinaryServer, directory: string): ReturnType<typeof startServer> {
  const { child, ready } = await launchBinary(name, directory);
  child.stderr!.resume();
  return {
    root: await ready,
    async close() {
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
  };
}

function isBinary(peer: ServerPeer): peer is BinaryServer {
  return peer === "rust" || peer === "caddy";
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = once(child, "exit");
  child.disconnect();
  await ended;
}
