import { join } from "node:path";
import {
  launchBinary,
  whyMissing as whyBinaryMissing,
  type BinaryServer,
} from "../../../bench/http/binary-servers.ts";
import { forked, type Launched } from "./killable.ts";

/** The servers that a campaign can run against. */
export const serverNames = ["reference", "ours", "rust", "caddy"] as const;
export type ServerName = (typeof serverNames)[number];

/** What a campaign cannot ask of a server; docs/replication.md says what users see of it. */
export interface ServerTraits {
  /** Keeps the bytes of a JSON message. Otherwise they are compared by value, and have no numbers beyond 2^53. */
  readonly keepsJsonBytes: boolean;
  /** Still has its streams with a TTL after a restart. Otherwise no stream has one. */
  readonly keepsTtlStreams: boolean;
  /** Starts again after it was killed in the middle of an append. Otherwise it is asked to end, which is SIGTERM. */
  readonly survivesKills: boolean;
}

export const traitsOf: Readonly<Record<ServerName, ServerTraits>> = {
  reference: { keepsJsonBytes: false, keepsTtlStreams: true, survivesKills: true },
  ours: { keepsJsonBytes: true, keepsTtlStreams: true, survivesKills: true },
  rust: { keepsJsonBytes: true, keepsTtlStreams: true, survivesKills: true },
  caddy: { keepsJsonBytes: true, keepsTtlStreams: false, survivesKills: false },
};

/** Why a server cannot be run here; undefined if it can. */
export function whyMissing(name: ServerName): string | undefined {
  return isBinary(name) ? whyBinaryMissing(name) : undefined;
}

/** Starts a server on the files in a directory. */
export async function launchServer(
  name: ServerName,
  directory: string,
  hasUrl: (url: string) => void,
): Promise<Launched> {
  if (!isBinary(name)) {
    const file = join(import.meta.dirname, "../../../bench/http/server-process.ts");
    return forked(file, [name, directory], (url) => hasUrl(url as string));
  }
  const { child, ready } = await launchBinary(name, directory);
  return { child, ready: ready.then(hasUrl) };
}

function isBinary(name: ServerName): name is BinaryServer {
  return name === "rust" || name === "caddy";
}
