import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as z from "zod";

const directory = fileURLToPath(new URL(".", import.meta.url));
const ownPackage = z.object({ optionalDependencies: z.record(z.string(), z.string()) });
const installedPackage = z.object({ version: z.string() });

/** A machine to look for a Node for; `process` is one. */
export interface Host {
  readonly platform: string;
  readonly arch: string;
  /** The version of the Node that runs this, such as `v20.19.0`. */
  readonly version: string;
  /** The program of that Node. */
  readonly execPath: string;
}

export type DeployedNode =
  | { readonly kind: "pinned" | "own"; readonly path: string }
  | { readonly kind: "missing"; readonly reason: string };

/** The version of Node that stands for the functions' runtime, such as `24.21.0`. */
export function pinnedVersion(): string {
  const [version, ...others] = new Set(Object.values(pinnedPackages()));
  if (version !== undefined && others.length === 0) return version;
  throw new Error("bench/runtime/package.json has to pin one version for all platforms");
}

/**
 * Finds the Node that stands for the functions' runtime: npm's package of it, fetched if need be;
 * on other platforms the Node that runs this, if its major version is the same.
 */
export function findDeployedNode(host: Host = process): DeployedNode {
  const version = pinnedVersion();
  const name = `node-${host.platform}-${host.arch}`;
  if (name in pinnedPackages()) {
    if (installedVersion(name) !== version) install();
    return { kind: "pinned", path: `${directory}node_modules/${name}/bin/node` };
  }
  if (majorOf(host.version) === majorOf(version)) return { kind: "own", path: host.execPath };
  const reason = `The functions are deployed on Node ${majorOf(version)}. npm has no package of it for ${host.platform} on ${host.arch}, and this is Node ${host.version}: install Node ${majorOf(version)} and use that.`;
  return { kind: "missing", reason };
}

export function majorOf(version: string): string {
  return version.replace(/^v/, "").split(".")[0] ?? "";
}

function pinnedPackages(): Readonly<Record<string, string>> {
  const text = readFileSync(`${directory}package.json`, "utf8");
  return ownPackage.parse(JSON.parse(text)).optionalDependencies;
}

function installedVersion(name: string): string | undefined {
  const file = `${directory}node_modules/${name}/package.json`;
  if (!existsSync(file)) return undefined;
  return installedPackage.parse(JSON.parse(readFileSync(file, "utf8"))).version;
}

/** Apart from the project's own packages: npm would put this Node before everybody's own. */
function install(): void {
  execFileSync("npm", ["ci", "--silent"], {
    cwd: directory,
    stdio: ["ignore", "ignore", "inherit"],
  });
}
