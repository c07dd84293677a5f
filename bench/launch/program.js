// Imports the built package, or better-sqlite3, opens a store or a database, and reports what that took. Runs in Node and as the
// main process of Electron. Plain JavaScript that imports nothing before: compiling TypeScript would be measured, too.
const [side, directory] = process.argv.slice(-2);

// `performance` would be loaded before the measurement begins.
const start = process.hrtime.bigint();
const opened = side === "ours" ? await openStore() : await openDatabase();
const ms = Number(process.hrtime.bigint() - start) / 1e6;
globalThis.gc?.();
globalThis.gc?.();
const rssBytes = process.memoryUsage.rss();
await opened.close();
report({ ms, rssBytes });

async function openStore() {
  const { openStreamStore } = await import("electron-durable-streams");
  return openStreamStore({ directory });
}

/** With the journal of a store, and one page read: SQLite opens a file when it first reads it. */
async function openDatabase() {
  const { default: Database } = await import("better-sqlite3");
  const database = new Database(`${directory}/bare.db`);
  database.pragma("journal_mode = WAL");
  database.pragma("user_version");
  return database;
}

/** On the last line: Electron prints lines of its own. */
function report(figures) {
  process.stdout.write(`\n${JSON.stringify(figures)}\n`, () => process.exit(0));
}
