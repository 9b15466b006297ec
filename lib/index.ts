/** The public face: API keys for the APIs of a CDK app. */
export type { Site } from "../web/site-file.ts";
export { buildSite } from "./build-site.ts";
export type { LatchkeyConfig } from "./config/define-config.ts";
export { defineConfig } from "./config/define-config.ts";
export { ConfigError } from "./config/parse-config.ts";
export { accessLogFormat } from "./constructs/access-log.ts";
export { Latchkey } from "./latchkey.ts";
export type { LatchkeyProps } from "./latchkey-props.ts";
export type { ForwardOptions } from "./protect/forwarder.ts";
export type { ProtectOptions } from "./protect/protect-options.ts";
export type { ProtectedApiProps, ProtectedRoute } from "./protect/protected-api.ts";
export type { RouteName } from "./protect/route-name.ts";
