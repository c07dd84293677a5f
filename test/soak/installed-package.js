// The built package by its name, as an app imports it; its types come from the sources, which are always there.
export { openStreamStore } from "electron-durable-streams";
export { exposeStreams } from "electron-durable-streams/main";
