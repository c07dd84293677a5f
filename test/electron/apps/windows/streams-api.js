// The built package by its name, as an app imports it; its types come from the sources, which are always there.
export * from "electron-durable-streams/renderer";
