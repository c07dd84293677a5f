/** Holds a database's write lock until its standard input ends, as a database browser with an unsaved edit does. */
import Database from "better-sqlite3";

const db = new Database(process.argv[2]);
db.exec(process.argv[3] ?? "BEGIN IMMEDIATE");
console.log("held");
process.stdin.on("end", () => db.close()).resume();
