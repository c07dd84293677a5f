const use = require("./use.cjs");

void import("electron-durable-streams").then(use);
