#!/usr/bin/env node
// @ts-check
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import { parseArgs, styleText } from "node:util";

const templates = ["plain", "react"];
const usage = `Usage: npm create electron-durable-streams <folder> [-- --template ${templates.join("|")}]`;

try {
  create();
} catch (error) {
  console.error(`${/** @type {Error} */ (error).message}\n${usage}`);
  process.exit(1);
}

function create() {
  const { values, positionals } = parseArgs({
    options: { template: { type: "string", default: "plain" }, help: { type: "boolean", short: "h" } },
    allowPositionals: true,
  });
  if (values.help) return console.log(usage);
  const [target, ...rest] = positionals;
  if (target === undefined) throw new Error("Name the folder of the new app.");
  if (rest.length > 0) throw new Error(`One folder at a time, not also ${JSON.stringify(rest[0])}.`);
  if (!templates.includes(values.template))
    throw new Error(`There is no template ${JSON.stringify(values.template)}.`);

  const folder = resolve(target);
  assertEmpty(folder);
  mkdirSync(folder, { recursive: true });
  for (const template of ["shared", values.template])
    cpSync(join(import.meta.dirname, "templates", template), folder, { recursive: true });
  // npm leaves a .gitignore out of its packages.
  renameSync(join(folder, "_gitignore"), join(folder, ".gitignore"));
  writeManifest(folder);
  console.log(nextSteps(relative(".", folder)));
}

/** @param {string} folder */
function assertEmpty(folder) {
  if (!existsSync(folder)) return;
  const isEmpty = statSync(folder).isDirectory() && readdirSync(folder).every((name) => name === ".git");
  if (!isEmpty) throw new Error(`${folder} is not an empty folder; nothing was written. Choose a new one.`);
}

/**
 * Names the app, and takes the version of the streams that this package was published with.
 *
 * @param {string} folder
 */
function writeManifest(folder) {
  const { version } = readJson(join(import.meta.dirname, "package.json"));
  const manifest = readJson(join(folder, "package.json"));
  manifest.name = packageName(basename(folder));
  manifest.dependencies["electron-durable-streams"] = `^${version}`;
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** @param {string} name */
function packageName(name) {
  const allowed = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, "-")
    .replaceAll(/^[._-]+|-+$/g, "");
  return allowed.slice(0, 214) || "app";
}

/** @param {string} file */
function readJson(file) {
  return JSON.parse(readFileSync(file, "utf8"));
}

/** @param {string} folder */
function nextSteps(folder) {
  const manager = /^(pnpm|yarn|bun)\//.exec(process.env["npm_config_user_agent"] ?? "")?.[1] ?? "npm";
  const steps = [`${manager} install`, `${manager} run dev`];
  if (folder !== "") steps.unshift(`cd ${/^[\w./-]+$/.test(folder) ? folder : JSON.stringify(folder)}`);
  return `The app is ready. Start it with\n\n${steps.map((step) => `  ${styleText("bold", step)}`).join("\n")}\n`;
}
