/** Tries to open a store and to append, as another user: prints the code of each. */
import { openStreamStore, StreamError } from "../../src/store/index.ts";

const codeOf = (error: unknown) => (error instanceof StreamError ? error.code : String(error));
if (process.argv[3] !== undefined) process.setuid!(Number(process.argv[3]));
try {
  const store = openStreamStore({ directory: process.argv[2]! });
  console.log(await store.append("log", "x").then(() => "none", codeOf));
  await store.close();
} catch (error) {
  console.log(codeOf(error));
}
