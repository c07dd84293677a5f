import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, type TestContext } from "vitest";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const script = join(import.meta.dirname, "scenarios.ts");

interface Outcome {
  readonly what: string;
  readonly code?: string;
  readonly reason?: string;
  readonly path?: string;
  readonly message?: string;
  readonly value?: unknown;
}

const readOnlyCases = [
  "read-only, closed cleanly",
  "read-only, after a crash",
  "read-only, log without its shared memory",
];

describe.runIf(process.platform === "linux")("a disk", () => {
  test("without a free byte is full at opening, and says so", async (context) => {
    const { outcomes, disk } = await onSmallDisk(context, "full at opening", "size=512k");
    expect(outcomes["open"]).toMatchObject({ code: "DISK_FULL", reason: "ENOSPC" });
    expect(outcomes["open"]!.path).toContain(disk);
    expect(outcomes["open"]!.message).toContain("disk is full");
    expect(outcomes["open after freeing"]).not.toHaveProperty("code");
  });

  test("that fills refuses appends and backups, and keeps what it has", async (context) => {
    const { outcomes, disk } = await onSmallDisk(context, "full at appending", "size=3m");
    const full = { name: "StreamError", code: "DISK_FULL", reason: "ENOSPC" };
    expect(outcomes["append"]).toMatchObject({ ...full, path: join(disk, "streams") });
    expect(outcomes["backup"]).toMatchObject(full);
    expect(outcomes["files"]).toMatchObject({ value: ["ballast", "streams"] });
    expect(outcomes["read"]).toMatchObject({ value: ["x"] });
    expect(outcomes["append after freeing"]).toMatchObject({ value: "done" });
  });

  test("without a free byte can be read", async (context) => {
    const { outcomes } = await onSmallDisk(context, "full at reading", "size=512k");
    expect(outcomes["read"]).toMatchObject({ value: ["x"] });
  });

  test("without inodes is told from one without bytes", async (context) => {
    const { outcomes } = await onSmallDisk(context, "no inodes", "size=8m,nr_inodes=16");
    expect(outcomes["append"]).toMatchObject({ value: "done" });
    for (const what of ["backup", "open", "open a new one"]) {
      expect(outcomes[what]).toMatchObject({ name: "StreamError", code: "DISK_FULL", reason: "ENOSPC" });
      expect(outcomes[what]!.message).toContain("as many files as it can");
    }
  });

  test.for(readOnlyCases)("%s, can be read, and is left as it is", async (scenario, context) => {
    const { outcomes, disk } = await onSmallDisk(context, scenario, "size=8m");
    expect(outcomes["read"]).toMatchObject({ value: ["x", "y", "z"] });
    expect(outcomes["append"]).toMatchObject({ code: "STORE_READ_ONLY" });
    expect(outcomes["verify"]).toMatchObject({ value: [] });
    expect(outcomes["backup elsewhere"]).not.toHaveProperty("code");
    // A copy could be made elsewhere.
    const codes = {
      open: "STORE_READ_ONLY",
      "open a new one": "STORE_READ_ONLY",
      "backup into it": "BAD_REQUEST",
    };
    for (const [what, code] of Object.entries(codes)) {
      expect(outcomes[what]).toMatchObject({ name: "StreamError", code, reason: "EROFS" });
      expect(outcomes[what]!.path).toContain(disk);
    }
    expect(outcomes["unchanged"]).toMatchObject({ value: true });
  });

  test("is not blamed when the process has too many open files", async () => {
    const disk = await temporaryDirectory();
    const outcomes = run("too many files", disk, ["sh", "-c", 'ulimit -n 80; exec "$@"', "sh"]);
    expect(outcomes["append"]).toMatchObject({ value: "done" });
    for (const what of ["backup", "verify", "open", "read-only"]) {
      expect(outcomes[what]).toMatchObject({ name: "StreamError", code: "STORE_FAILED", reason: "EMFILE" });
      expect(outcomes[what]!.path).toContain(disk);
      expect(outcomes[what]!.message).toContain("too many open files");
    }
    expect(outcomes["open after closing"]).not.toHaveProperty("code");
  });

  test("whose modes cannot be changed is used, with a warning", async (context) => {
    const disk = await temporaryDirectory();
    const library = join(disk, "refuse-chmod.so");
    const source = join(import.meta.dirname, "refuse-chmod.c");
    if (spawnSync("cc", ["-shared", "-fPIC", "-o", library, source]).status !== 0)
      return context.skip("no C compiler");
    const outcomes = run("chmod is refused", disk, ["env", `LD_PRELOAD=${library}`]);
    expect(outcomes["read"]).toMatchObject({ value: ["x"] });
    const warnings = outcomes["warnings"]!.value as string[];
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(`${join(disk, "streams", "streams.db")} (EPERM)`);
  });
});

async function onSmallDisk(
  context: TestContext,
  scenario: string,
  options: string,
): Promise<{ outcomes: Record<string, Outcome>; disk: string }> {
  const disk = join(await temporaryDirectory(), "disk");
  mkdirSync(disk);
  const mount = [
    "unshare",
    "-rm",
    "sh",
    "-c",
    'mount -t tmpfs -o "$1" tmpfs "$2" && shift 2 && exec "$@"',
    "sh",
  ];
  if (spawnSync(mount[0]!, [...mount.slice(1), options, disk, "true"]).status !== 0)
    context.skip("mounting is not allowed");
  return { outcomes: run(scenario, disk, [...mount, options, disk]), disk };
}

function run(scenario: string, disk: string, prefix: readonly string[] = []): Record<string, Outcome> {
  const [command = "", ...args]: string[] = [...prefix, process.execPath, script, scenario, disk];
  const lines = execFileSync(command, args, { encoding: "utf8" }).trim().split("\n");
  return Object.fromEntries(
    lines.map((line) => JSON.parse(line) as Outcome).map((outcome) => [outcome.what, outcome]),
  );
}
