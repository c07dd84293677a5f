import { spawn } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
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

const startTimeoutMs = 30_000;

const binaryVariables: Partial<Record<ServerName, string>> = {
  rust: "DURABLE_STREAMS_RUST",
  caddy: "DURABLE_STREAMS_CADDY",
};

/** Why a server cannot be run here; undefined if it can. */
export function whyMissing(name: ServerName): string | undefined {
  const variable = binaryVariables[name];
  if (variable === undefined) return undefined;
  const binary = process.env[variable];
  if (binary === undefined || binary === "") return `set ${variable} to the server's binary`;
  return existsSync(binary) ? undefined : `${variable} is ${binary}, which does not exist`;
}

/** Starts a server on the files in a directory. */
export async function launchServer(
  name: ServerName,
  directory: string,
  hasUrl: (url: string) => void,
): Promise<Launched> {
  if (name === "rust" || name === "caddy") return launchBinary(name, directory, hasUrl);
  const file = join(import.meta.dirname, "../../../bench/http/server-process.ts");
  return forked(file, [name, directory], (url) => hasUrl(url as string));
}

async function launchBinary(
  name: "rust" | "caddy",
  directory: string,
  hasUrl: (url: string) => void,
): Promise<Launched> {
  const port = await freePort();
  const folder = join(directory, name);
  mkdirSync(folder, { recursive: true });
  const args = name === "rust" ? rustArgs(port, folder) : caddyArgs(port, folder);
  const child = spawn(process.env[binaryVariables[name]!]!, args, {
    stdio: ["ignore", "ignore", "pipe"],
    // Caddy stores its own files there.
    env: { ...process.env, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
  });
  const killed = () => child.kill("SIGKILL");
  process.once("exit", killed);
  child.once("exit", () => process.off("exit", killed));
  const url = `http://127.0.0.1:${port}/`;
  return { child, ready: answering(url, () => child.exitCode ?? child.signalCode).then(() => hasUrl(url)) };
}

function rustArgs(port: number, folder: string): string[] {
  return ["--host", "127.0.0.1", "--port", String(port), "--data-dir", folder];
}

function caddyArgs(port: number, folder: string): string[] {
  const file = join(folder, "Caddyfile");
  writeFileSync(
    file,
    `{
  admin off
  auto_https off
  grace_period 1s
}
http://127.0.0.1:${port} {
  route {
    durable_streams {
      data_dir ${JSON.stringify(join(folder, "data"))}
    }
  }
}
`,
  );
  return ["run", "--config", file, "--adapter", "caddyfile"];
}

/**
 * Resolves when a server answers, whatever it says, or when its process has ended.
 *
 * @throws Error if it does neither
 */
async function answering(url: string, ended: () => unknown): Promise<void> {
  const signal = AbortSignal.timeout(startTimeoutMs);
  while (ended() === null) {
    if (signal.aborted)
      throw new Error(`the server at ${url} does not answer ${startTimeoutMs} ms after its start`);
    if (
      await fetch(url, { method: "HEAD", signal }).then(
        () => true,
        () => false,
      )
    )
      return;
    await delay(20);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
