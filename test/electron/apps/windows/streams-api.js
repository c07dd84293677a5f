// The built package by its name, as an app imports it. Its types come from the sources, which exist before a build.
export * from "electron-durable-streams/renderer";
