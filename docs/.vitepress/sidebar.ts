import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { DefaultTheme } from "vitepress";

const docs = join(import.meta.dirname, "..");

/** Pages in reading order. Pages that do not exist yet are skipped; `scripts/docs.ts` fails on pages that are not listed. */
export const sections: Readonly<Record<string, readonly string[]>> = {
  Guide: [
    "guide/getting-started",
    "guide/streams",
    "guide/typed-streams",
    "guide/subscriptions",
    "guide/retention",
    "guide/forks",
    "guide/windows",
    "guide/durable-subscriptions",
    "guide/http",
    "guide/fetch",
    "replication",
    "inspector",
    "cli",
    "hosting",
    "packaging",
    "guide/testing",
  ],
  Recipes: [
    "recipes/index",
    "recipes/react",
    "recipes/vue",
    "recipes/svelte",
    "recipes/angular",
    "recipes/validation",
    "recipes/audit-log",
    "recipes/ai-chat",
    "recipes/stream-db",
    "recipes/electron-store",
    "recipes/electron-log",
    "recipes/electron-vite",
    "recipes/electron-forge",
    "project/journal",
  ],
  Reference: [
    "api/index",
    "api/electron-durable-streams",
    "api/electron-durable-streams/renderer",
    "api/electron-durable-streams/react",
    "api/electron-durable-streams/main",
    "api/electron-durable-streams/preload",
    "api/electron-durable-streams/http",
    "api/electron-durable-streams/replication",
    "api/electron-durable-streams/schema",
    "errors",
    "protocol",
    "supported",
    "comparison",
    "faq",
  ],
  "How it works": ["architecture", "reliability", "performance", "project/security"],
  Project: ["project/contributing", "project/changelog"],
};

export function sidebar(): DefaultTheme.SidebarItem[] {
  return Object.entries(sections).map(([text, pages]) => ({
    text,
    collapsed: text === "Project" ? true : undefined,
    items: pages.flatMap((page) => {
      const file = join(docs, `${page}.md`);
      return existsSync(file) ? [{ text: titleOf(file), link: `/${page.replace(/index$/, "")}` }] : [];
    }),
  }));
}

function titleOf(file: string): string {
  const [, title] = /^# (.+)$/m.exec(readFileSync(file, "utf8")) ?? [];
  return title?.replaceAll("`", "") ?? file;
}
