/** What a store does on a disk that is full, read-only or odd. Prints each outcome as a line of JSON: see `disks.test.ts`. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readdirSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { openStreamStore, type StreamError, type StreamStore } from "../../../src/store/index.ts";

const [scenario, disk] = process.argv.slice(2) as [string, string];
const directory = join(disk, "streams");
const warnings: string[] = [];
const ignore = () => {};
const logger = {
  debug: ignore,
  info: ignore,
  error: ignore,
  warn: (text: string) => void warnings.push(text),
};

const scenarios: Record<string, () => Promise<void>> = {
  async "full at opening"() {
    fill();
    await report("open", async () => open());
    rmSync(join(disk, "ballast"));
    await report("open after freeing", async () => open().close());
  },
  async "full at appending"() {
    const store = open();
    await store.create("a", { data: "x" });
    fill();
    await report("append", () => store.append("a", Buffer.alloc(2_000_000)));
    await report("backup", () => store.backup(join(disk, "copy")));
    await report("files", async () => readdirSync(disk));
    await report("read", () => texts(store));
    rmSync(join(disk, "ballast"));
    await report("append after freeing", () => store.append("a", "y"));
    await store.close();
  },
  async "full at reading"() {
    const store = open();
    await store.create("a", { data: "x" });
    await store.close();
    fill();
    const reader = openStreamStore({ directory, readOnly: true });
    await report("read", () => texts(reader));
    await reader.close();
  },
  async "no inodes"() {
    const store = open();
    await store.create("a", { data: "x" });
    const files = fillInodes();
    await report("append", () => store.append("a", "y"));
    await report("backup", () => store.backup(join(disk, "copy")));
    await store.close();
    fillInodes(files);
    await report("open", async () => open());
    await report("open a new one", async () => open(join(disk, "new")));
  },
  async "read-only, closed cleanly"() {
    await leaveStore("close");
    await readOnlyMedium();
  },
  async "read-only, after a crash"() {
    await leaveStore("crash");
    await readOnlyMedium();
  },
  async "read-only, log without its shared memory"() {
    await leaveStore("crash");
    rmSync(join(directory, "streams.db-shm"));
    await readOnlyMedium();
  },
  async "too many files"() {
    const store = open();
    await store.create("a", { data: "x" });
    const files = openAll();
    await report("append", () => store.append("a", "y"));
    await report("backup", () => store.backup(join(disk, "copy")));
    await report("verify", () => store.verify().next());
    await report("open", async () => open(join(disk, "other")));
    await report("read-only", async () => openStreamStore({ directory, readOnly: true }));
    for (const file of files) closeSync(file);
    await report("open after closing", async () => open(join(disk, "other")).close());
    await store.close();
  },
  async "chmod is refused"() {
    process.umask(0);
    const store = open();
    await store.create("a", { data: "x" });
    await report("read", () => texts(store));
    await store.close();
    await report("warnings", async () => warnings);
  },
  /** Leaves a write-ahead log behind: the caller kills this process. */
  async writer() {
    const store = open();
    await store.create("a", { data: ["x", "y"] });
    await store.append("a", "z");
    console.log("written");
    setInterval(ignore, 1000);
  },
};

await scenarios[scenario]!();

function open(at = directory): StreamStore {
  return openStreamStore({ directory: at, logger, compactIntervalMs: 0, cleanupIntervalMs: 0 });
}

async function texts(store: StreamStore): Promise<string[]> {
  return (await store.read("a")).messages.map(({ data }) => new TextDecoder().decode(data as Uint8Array));
}

async function report(what: string, run: () => Promise<unknown>): Promise<void> {
  const outcome = await run().then(
    (value) => ({ value: value instanceof Object && !Array.isArray(value) ? "done" : value }),
    ({ name, code, message, details }: StreamError) => ({ name, code, message, ...details }),
  );
  console.log(JSON.stringify({ what, ...outcome }));
}

/** Leaves no byte. */
function fill(): void {
  const file = openSync(join(disk, "ballast"), "w");
  for (const size of [65_536, 4096, 1]) {
    try {
      for (;;) writeSync(file, Buffer.alloc(size));
    } catch {
      // Full: a smaller piece may fit.
    }
  }
  closeSync(file);
}

function fillInodes(made = 0): number {
  for (let i = made; ; i++) {
    try {
      writeFileSync(join(disk, `file-${i}`), "");
    } catch {
      return i;
    }
  }
}

function openAll(): number[] {
  const files: number[] = [];
  for (;;) {
    try {
      files.push(openSync("/dev/null", "r"));
    } catch {
      return files;
    }
  }
}

async function leaveStore(how: "close" | "crash"): Promise<void> {
  const writer = spawn(process.execPath, [import.meta.filename, "writer", disk]);
  await once(writer.stdout, "data");
  writer.kill("SIGKILL");
  await once(writer, "exit");
  if (how === "close") await open().close();
}

async function readOnlyMedium(): Promise<void> {
  const files = readdirSync(directory).toSorted();
  if (spawnSync("mount", ["-o", "remount,ro", disk]).status !== 0) throw new Error("remounting is refused");
  await report("open", async () => open());
  await report("open a new one", async () => open(join(disk, "new")));
  const store = openStreamStore({ directory, readOnly: true });
  await report("read", () => texts(store));
  await report("append", () => store.append("a", "y"));
  const last = async () => {
    let problems: unknown;
    for await (const progress of store.verify()) problems = progress.problems;
    return problems;
  };
  await report("verify", last);
  await report("backup into it", () => store.backup(join(disk, "copy")));
  const copy = `${disk}.copy.db`;
  await report("backup elsewhere", () => store.backup(copy));
  rmSync(copy, { force: true });
  await store.close();
  await report("unchanged", async () => readdirSync(directory).toSorted().join() === files.join());
}
