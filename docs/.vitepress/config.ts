import { defineConfig } from "vitepress";
import { sidebar } from "./sidebar.ts";

export default defineConfig({
  title: "Electron Durable Streams",
  description: "Durable, resumable event streams for Electron apps",
  cleanUrls: true,
  lastUpdated: false,
  // Also what only this page points to is looked at by scripts/docs/check-links.ts.
  ignoreDeadLinks: false,
  themeConfig: {
    nav: [
      { text: "Guide", link: "/guide/getting-started", activeMatch: "/guide/" },
      { text: "Recipes", link: "/recipes/", activeMatch: "/recipes/" },
      { text: "API", link: "/api/", activeMatch: "/api/" },
    ],
    sidebar: sidebar(),
    outline: { level: [2, 3] },
    // Without a service: the index is a part of the site.
    search: { provider: "local" },
    docFooter: { prev: "Before", next: "Next" },
  },
});
