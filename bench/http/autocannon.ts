import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { promisify } from "node:util";

export interface Load {
  readonly acknowledged: number;
  readonly elapsedMs: number;
}

/** Loads a stream with POSTs from another process, one after the other on each connection. */
export async function loadWithAppends(options: {
  readonly url: string;
  readonly contentType: string;
  readonly body: string;
  readonly connections: number;
  readonly seconds: number;
}): Promise<Load> {
  const { url, contentType, body, connections, seconds } = options;
  const script = createRequire(import.meta.url).resolve("autocannon/autocannon.js");
  const { stdout } = await promisify(execFile)(process.execPath, [
    script,
    ...["--json", "--no-progress", "--connections", String(connections), "--duration", String(seconds)],
    ...["--method", "POST", "--headers", `Content-Type=${contentType}`, "--body", body, url],
  ]);
  const result = JSON.parse(stdout) as {
    "2xx": number;
    non2xx: number;
    errors: number;
    start: string;
    finish: string;
  };
  if (result.non2xx + result.errors > 0) {
    throw new Error(`of the appends, ${result.non2xx} were refused and ${result.errors} failed`);
  }
  return { acknowledged: result["2xx"], elapsedMs: Date.parse(result.finish) - Date.parse(result.start) };
}
