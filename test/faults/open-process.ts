/** Tries to open a store and to append, as another user: prints the code of each, and the system's reason. */
import { openStreamStore, StreamError } from "../../src/store/index.ts";

const codeOf = (error: unknown) =>
  error instanceof StreamError ? `${error.code} ${error.details["reason"] ?? ""}`.trim() : String(error);
if (process.argv[3]) process.setuid!(Number(process.argv[3]));
try {
  const store = openStreamStore({ directory: process.argv[2]!, readOnly: process.argv[4] === "readOnly" });
  console.log(await store.append("log", "x").then(() => "none", codeOf));
  await store.close();
} catch (error) {
  console.log(codeOf(error));
}
