/** `npm run test:soak -- --seconds N [--node]`: nothing may grow while windows come and go; see docs/reliability.md. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { findElectron } from "../../scripts/environment/electron-binary.ts";
import { soakInElectron } from "./electron/electron-process.ts";
import { soakInNode } from "./node/node-process.ts";
import type { SoakReport } from "./soak.ts";

const { values } = parseArgs({
  options: { seconds: { type: "string", default: "60" }, node: { type: "boolean" } },
});
const seconds = Number(values.seconds);
if (!Number.isSafeInteger(seconds) || seconds < 1) {
  console.error("test:soak: --seconds must be a whole number");
  process.exit(2);
}
const electron = values.node ? undefined : findElectron();
const folder = mkdtempSync(join(tmpdir(), "streams-soak-"));
let report: SoakReport;
try {
  report = await (electron ? soakInElectron(electron, folder, seconds) : soakInNode(folder, seconds));
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}
const { kind, cycles, windows, appends, growth, unreleased } = report;
for (const { name, isFlat } of growth) if (!isFlat) console.error(`${name} grows`);
if (unreleased.length > 0) console.error(`never released: ${unreleased.join(", ")}`);
const isFlat = unreleased.length === 0 && growth.every((figure) => figure.isFlat);
const figures = growth.map(
  (figure) => `${figure.name} ${figure.growth >= 0 ? "+" : ""}${Math.round(figure.growth)}`,
);
console.log(
  `seconds ${seconds}, cycles ${cycles}, windows ${windows} (${kind}), appends ${appends}, ` +
    `second half: ${figures.join(", ")}, cursors left ${unreleased.length}: ${isFlat ? "flat" : "NOT FLAT"}`,
);
if (!isFlat) process.exit(1);
