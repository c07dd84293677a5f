import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";

const packageFolder = join(import.meta.dirname, "..", "..");
const ownTools = join(packageFolder, "node_modules", ".bin");

/** A folder outside the repository, like a new user's project. */
export class Project {
  readonly folder: string;

  /** @param folder by default a new one */
  constructor(folder = mkdtempSync(join(tmpdir(), "streams-package-"))) {
    this.folder = folder;
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(join(this.folder, file)), { recursive: true });
    writeFileSync(join(this.folder, file), text);
  }

  /** Runs a shell command with the project's tools and none of this repository's. @throws if it fails */
  run(line: string): void {
    const { status } = spawnSync(line, {
      cwd: this.folder,
      stdio: "inherit",
      shell: true,
      env: environment(),
    });
    if (status !== 0) throw new Error(`failed: ${line}`);
  }

  /** Copies the add-on that `npm run rebuild` compiled, if any: the prebuilt one may not fit the Electron of this machine. */
  takeCompiledAddOn(app = "."): void {
    const addOn = join("node_modules", "better-sqlite3", "build", "Release", "better_sqlite3.node");
    if (existsSync(join(packageFolder, addOn)))
      cpSync(join(packageFolder, addOn), join(this.folder, app, addOn));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

/** This process's environment without this repository's tools, except for its Node, which npm puts first on the PATH. */
export function environment(): NodeJS.ProcessEnv {
  const { PATH = "", npm_config_user_agent: _, ...env } = process.env;
  const others = PATH.split(delimiter).filter(
    (folder) => folder !== ownTools && !folder.includes("node-gyp-bin"),
  );
  return { ...env, PATH: [dirname(process.execPath), ...others].join(delimiter) };
}

/** Packs the package, or the one in a subfolder of the repository, into a folder; returns the tarball's path. */
export function pack(folder: string, subfolder = "."): string {
  const { status, stdout } = spawnSync(
    "npm",
    ["pack", "--json", "--ignore-scripts", "--pack-destination", folder],
    {
      cwd: join(packageFolder, subfolder),
      encoding: "utf8",
      shell: process.platform === "win32",
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  if (status !== 0) throw new Error("npm pack failed");
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  return join(folder, filename);
}
