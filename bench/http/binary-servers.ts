import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** Servers of the protocol that others build; an environment variable names the binary of each. */
export type BinaryServer = keyof typeof variables;
const variables = { rust: "DURABLE_STREAMS_RUST", caddy: "DURABLE_STREAMS_CADDY" } as const;

const startTimeoutMs = 30_000;

/** Why a server cannot be run here; undefined if it can. */
export function whyMissing(name: BinaryServer): string | undefined {
  const binary = process.env[variables[name]] ?? "";
  if (binary === "") return `set ${variables[name]} to the server's binary`;
  return existsSync(binary) ? undefined : `${variables[name]} is ${binary}, which does not exist`;
}

/** Starts a server on the files in a directory. `ready` resolves to its stream root, which ends with a slash. */
export async function launchBinary(
  name: BinaryServer,
  directory: string,
): Promise<{ readonly child: ChildProcess; readonly ready: Promise<string> }> {
  const port = await freePort();
  const folder = join(directory, name);
  mkdirSync(folder, { recursive: true });
  const args = name === "rust" ? rustArgs(port, folder) : caddyArgs(port, folder);
  const child = spawn(process.env[variables[name]]!, args, {
    stdio: ["ignore", "ignore", "pipe"],
    // Caddy stores its own files there.
    env: { ...process.env, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
  });
  const killed = () => child.kill("SIGKILL");
  process.once("exit", killed);
  child.once("exit", () => process.off("exit", killed));
  const url = `http://127.0.0.1:${port}/`;
  return { child, ready: answering(url, () => child.exitCode ?? child.signalCode) };
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
 * Resolves to the URL when a server answers, whatever it says, or when its process has ended.
 *
 * @throws Error if it does neither
 */
async function answering(url: string, ended: () => unknown): Promise<string> {
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
      return url;
    await delay(20);
  }
  return url;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
