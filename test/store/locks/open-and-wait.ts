/** Opens the store of a folder, and keeps it open until the parent ends this process. */
import { openStreamStore } from "../../../src/store/index.ts";

const store = openStreamStore({ directory: process.argv[2]! });
process.once("disconnect", () => void store.close());
process.send!("open");
