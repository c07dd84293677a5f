/** Builds and starts the electron-vite recipe, then starts it with its development server. */
import { filesOf } from "../docs/code-blocks.ts";
import { electronProblem } from "../support/electron/electron-binary.ts";
import { showsNotes } from "./first-message.ts";
import { Project } from "./project.ts";

const manifest = { name: "recipe", version: "1.0.0", type: "module", main: "out/main/index.js" };

export async function testElectronVite(tarball: string): Promise<void> {
  const project = new Project();
  try {
    project.write("package.json", JSON.stringify(manifest));
    for (const [file, code] of filesOf("docs/recipes/electron-vite.md")) project.write(file, code);
    project.run(`npm install --no-audit --no-fund ${JSON.stringify(tarball)}`);
    project.run("npm install --no-audit --no-fund -D electron electron-vite@6 vite@8");
    project.takeCompiledAddOn();
    project.run("npx electron-vite build --logLevel warn");
    if (electronProblem !== undefined) return;
    await showsNotes(project, 1);
    await showsNotes(project, 2, ["electron-vite", "dev", "--"]);
    console.log(
      "test:package: the app of the electron-vite recipe was built and started, also in development",
    );
  } finally {
    project.remove();
  }
}
