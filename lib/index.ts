export { configOf, type Settings } from "../core/config/config.ts";
export { buildSite } from "../web/site.ts";
export type { Site } from "../web/site-file.ts";
export { defineConfig, type LatchkeyConfig } from "./config/define-config.ts";
export { ConfigError, type Configuration, parseConfiguration } from "./config/parse-config.ts";
export { LatchkeyStack, type LatchkeyStackProps } from "./latchkey-stack.ts";
export { findStage, type StageSettings } from "./stages.ts";
