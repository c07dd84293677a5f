import { defineConfig } from "vitepress";
import { linkErrorCodes } from "./error-links.ts";
import { sidebar } from "./sidebar.ts";

export default defineConfig({
  title: "Electron Durable Streams",
  description: "Durable, resumable event streams for Electron apps",
  cleanUrls: true,
  lastUpdated: false,
  // scripts/docs/check-links.ts also checks anchors, images and the API pages.
  ignoreDeadLinks: false,
  markdown: {
    // scripts/docs/error-pages.ts writes a page for each code in the tables of errors.md; in the repository they are not there.
    config: (markdown) => linkErrorCodes(markdown),
  },
  themeConfig: {
    nav: [
      { text: "Guide", link: "/guide/getting-started", activeMatch: "/guide/" },
      { text: "Recipes", link: "/recipes/", activeMatch: "/recipes/" },
      { text: "API", link: "/api/", activeMatch: "/api/" },
    ],
    sidebar: sidebar(),
    outline: { level: [2, 3] },
    // Needs no service: the index is part of the site.
    search: { provider: "local" },
    docFooter: { prev: "Previous", next: "Next" },
  },
});
