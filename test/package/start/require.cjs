const use = require("./use.cjs");

void use(require("electron-durable-streams"));
