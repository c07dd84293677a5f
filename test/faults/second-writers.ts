import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStreamStore, StreamError } from "../../src/store/index.ts";
import { killProcess } from "../support/kill-process.ts";

/** Opens a store while another process holds it, and again after that was killed. Returns how often it was refused. */
export async function trySecondWriters(rounds: number): Promise<number> {
  const directory = join(mkdtempSync(join(tmpdir(), "streams-writers-")), "streams");
  for (let round = 0; round < rounds; round++) {
    const writer = spawn(process.execPath, [join(import.meta.dirname, "writer.ts"), directory]);
    await once(writer.stdout, "data");
    const refused = openRefused(directory);
    if (refused.code !== "STORE_LOCKED" || refused.details["pid"] !== writer.pid)
      throw new Error(`${refused.code} names ${JSON.stringify(refused.details["pid"])}, not ${writer.pid}`);
    const reader = openStreamStore({ directory, readOnly: true });
    if ((await reader.list()).streams.length !== 1)
      throw new Error("a reader beside the writer does not see its stream");
    await reader.close();
    await killProcess(writer);
    const store = openStreamStore({ directory });
    await store.append("log", "the next one");
    await store.close();
  }
  rmSync(directory, { recursive: true });
  return rounds;
}

function openRefused(directory: string): StreamError {
  try {
    openStreamStore({ directory });
  } catch (error) {
    if (error instanceof StreamError) return error;
    throw error;
  }
  throw new Error("a second writer was admitted");
}
