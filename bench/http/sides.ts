import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Prepared, Side } from "../row.ts";
import type { Scale } from "../scale.ts";
import type { ServerName } from "./servers.ts";

/** The anchor of the `http-*` rows. */
export const referenceServer = "@durable-streams/server on disk";

/** Makes both sides of a row with the same code: one for our server, one for the reference server. */
export async function httpSides(
  scale: Scale,
  /** `root` is the URL of a stream root, ending with a slash. */
  makeSide: (root: string) => Side | Promise<Side>,
): Promise<Pick<Prepared, "ours" | "anchor" | "close">> {
  const [ours, reference] = await Promise.all([
    startServer("ours", scale.directory),
    startServer("reference", scale.directory),
  ]);
  return {
    ours: await makeSide(ours.root),
    anchor: await makeSide(reference.root),
    async close() {
      await Promise.all([ours.close(), reference.close()]);
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

async function stop(child: ChildProcess): Promise<void> {
  const ended = once(child, "exit");
  child.disconnect();
  await ended;
}
