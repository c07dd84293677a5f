import * as store from "electron-durable-streams";
import use from "./use.cjs";

await use(store);
