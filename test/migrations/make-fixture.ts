/**
 * `node test/migrations/make-fixture.ts`: writes the fixture of the newest schema version. Run it once for each version, right
 * before its release. A fixture is never made again.
 */
import { existsSync, mkdtempSync, renameSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { schemaVersion } from "../../src/store/sqlite/migrations/index.ts";
import { openStreamStore } from "../../src/store/index.ts";
import { describeStore, fillFixture, fixtureTime } from "./fixture-store.ts";

const target = join(import.meta.dirname, "fixtures", `v${schemaVersion}`);
if (existsSync(`${target}.db`)) throw new Error(`${target}.db exists; a fixture is never made again`);
const directory = mkdtempSync(join(tmpdir(), "streams-fixture-"));
const options = { directory, now: () => fixtureTime, cleanupIntervalMs: 0 };
const store = openStreamStore(options);
await fillFixture(store);
const expected = await describeStore(store);
await store.close();
renameSync(join(directory, "streams.db"), `${target}.db`);
writeFileSync(`${target}.json`, `${JSON.stringify(expected, undefined, 2)}\n`);
console.log(`${target}.db`);
