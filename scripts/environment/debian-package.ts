import { spawnSync } from "node:child_process";

/** Installs a Debian package if this is Debian and the user is root; returns whether it did. */
export function installDebianPackage(name: string): boolean {
  if (process.platform !== "linux" || process.getuid?.() !== 0 || !has("apt-get")) return false;
  console.log(`test: ${name} is missing, installing Debian's package`);
  return apt("update", "-qq") && apt("install", "-y", "-qq", "--no-install-recommends", name);
}

function apt(...args: string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  return spawnSync("apt-get", args, { stdio: "inherit", env }).status === 0;
}

function has(command: string): boolean {
  return spawnSync("which", [command]).status === 0;
}
