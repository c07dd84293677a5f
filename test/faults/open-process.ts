/** Tries to open a store and append to it, as another user if one is given. Prints the code, and the system's reason. */
import { openStreamStore } from "../../src/store/index.ts";
import { codeAndReason } from "./expect-code.ts";

if (process.argv[3]) process.setuid!(Number(process.argv[3]));
try {
  const store = openStreamStore({ directory: process.argv[2]!, readOnly: process.argv[4] === "readOnly" });
  console.log(await store.append("log", "x").then(() => "none", codeAndReason));
  await store.close();
} catch (error) {
  console.log(codeAndReason(error));
}
