/** The public face of the package. */
export { type RunningAssembly, type ServeOptions, serveAssembly } from "./serve-assembly.ts";
export type { SettingNames } from "./setting-names.ts";
export { StartError } from "./start-error.ts";
export type { SignInClient } from "./template/model.ts";
