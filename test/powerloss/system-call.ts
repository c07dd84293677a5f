/** The calls that change the disk, and those needed to interpret them. Failed calls are left out. */
export type SystemCall =
  | { readonly call: "open"; readonly path: string; readonly flags: readonly string[]; readonly fd: number }
  | { readonly call: "close" | "sync"; readonly fd: number }
  | {
      readonly call: "write";
      readonly fd: number;
      readonly data: Buffer;
      readonly offset: number | undefined;
    }
  | { readonly call: "truncate"; readonly fd: number; readonly size: number }
  | { readonly call: "map"; readonly fd: number; readonly flags: string }
  | { readonly call: "unlink" | "mkdir"; readonly path: string }
  | { readonly call: "rename"; readonly path: string; readonly to: string }
  /** A call that may change files but is not modelled: an error if it concerns one of the store's. */
  | { readonly call: "unknown"; readonly text: string };

/** The calls that strace has to record. */
export const tracedCalls =
  "openat,open,creat,close,write,writev,pwrite64,pwritev,pwritev2,ftruncate,truncate,fallocate,fsync,fdatasync," +
  "sync_file_range,mmap,msync,unlink,unlinkat,rename,renameat,renameat2,link,linkat,symlink,mkdir,mkdirat," +
  "copy_file_range,sendfile";

/** Parses the output of `strace -f -xx -o` into calls, in the order in which they were made. */
export function* parseTrace(text: string): Generator<SystemCall, void, undefined> {
  const unfinished = new Map<string, string>();
  for (let start = 0; start < text.length;) {
    const end = text.indexOf("\n", start);
    const line = text.slice(start, end);
    start = end + 1;
    const space = line.indexOf(" ");
    const [pid, rest] = [line.slice(0, space), line.slice(space).trimStart()];
    if (rest.endsWith("<unfinished ...>")) {
      unfinished.set(pid, rest.slice(0, -"<unfinished ...>".length).trimEnd());
      continue;
    }
    const resumed = /^<\.\.\. \w+ resumed>/.exec(rest);
    const whole = resumed ? `${unfinished.get(pid)}${rest.slice(resumed[0].length)}` : rest;
    const call = parseCall(whole);
    if (call) yield call;
  }
}

function parseCall(line: string): SystemCall | undefined {
  const open = line.indexOf("(");
  const close = line.lastIndexOf(") ");
  const result = Number(/^=\s+(-?\d+|0x[\da-f]+)/.exec(line.slice(close + 2).trimStart())?.[1]);
  // Also skips `= ?`, and lines about signals and exits.
  if (open === -1 || close === -1 || Number.isNaN(result) || result < 0) return undefined;
  return toCall(line.slice(0, open), line.slice(open + 1, close).split(", "), result, line);
}

function toCall(name: string, args: readonly string[], result: number, line: string): SystemCall {
  const fd = Number(args[0]);
  switch (name) {
    case "openat":
      return { call: "open", path: decode(args[1]!).toString(), flags: args[2]!.split("|"), fd: result };
    case "close":
      return { call: "close", fd };
    case "fsync":
    case "fdatasync":
      return { call: "sync", fd };
    case "write":
    case "pwrite64":
      return {
        call: "write",
        fd,
        data: decode(args[1]!).subarray(0, result),
        offset: args[3] === undefined ? undefined : Number(args[3]),
      };
    case "ftruncate":
      return { call: "truncate", fd, size: Number(args[1]) };
    case "mmap":
      return { call: "map", fd: Number(args[4]), flags: `${args[2]}|${args[3]}` };
    case "unlink":
    case "mkdir":
      return { call: name, path: decode(args[0]!).toString() };
    case "rename":
      return { call: "rename", path: decode(args[0]!).toString(), to: decode(args[1]!).toString() };
    default:
      return { call: "unknown", text: line };
  }
}

/** Decodes `"\x61\x62"`, the form in which `-xx` shows every string. */
function decode(text: string): Buffer {
  if (!text.endsWith('"')) throw new Error("strace has cut a string: its -s is too small");
  return Buffer.from(text.slice(1, -1).replaceAll(String.raw`\x`, ""), "hex");
}
