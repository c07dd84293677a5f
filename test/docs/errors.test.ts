import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { statusByCode } from "../../src/http/response/http-error.ts";
import { packageFolder } from "../support/electron/install-app.ts";

test("docs/errors.md lists every error code with its status and what to do, and no other", () => {
  const page = readFileSync(join(packageFolder, "docs", "errors.md"), "utf8");
  const rows = [...page.matchAll(/^\| `(\w+)` \| (\d+) \| [^|]+ \| [^|]+ \|$/gm)];
  const statuses = rows.map(([, code, status]) => [code, Number(status)]);
  expect(Object.fromEntries(statuses)).toEqual(statusByCode);
  expect(rows).toHaveLength(Object.keys(statusByCode).length);
});
