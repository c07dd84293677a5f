import { Converter, type Application } from "typedoc";

const names: Readonly<Record<string, string>> = {
  "src/store": "electron-durable-streams",
  "src/http": "electron-durable-streams/http",
  "src/replication": "electron-durable-streams/replication",
  "src/schema": "electron-durable-streams/schema",
  main: "electron-durable-streams/main",
  "main/preload": "electron-durable-streams/preload",
  "renderer/react": "electron-durable-streams/react",
  "renderer/client": "electron-durable-streams/renderer",
};

/** A TypeDoc plugin: names each entry point as apps import it. */
export function load(app: Application): void {
  app.converter.on(Converter.EVENT_RESOLVE_END, ({ project }) => {
    for (const module of project.children ?? []) module.name = names[module.name] ?? module.name;
  });
}
