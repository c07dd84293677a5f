// Imports the built package by its name, as an app does. Its types come from the sources, which need no build.
export { openStreamStore } from "electron-durable-streams";
export { exposeStreams } from "electron-durable-streams/main";
