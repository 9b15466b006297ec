import type { Template } from "./template.ts";

/** The stage's settings that differ from those it was deployed with, one line each. */
export function settingChanges(deployed: Template, next: Template): readonly string[] {
  const before = new Map(leavesOf(deployed.Metadata?.Latchkey?.settings));
  const after = new Map(leavesOf(next.Metadata?.Latchkey?.settings));
  // An older version of Latchkey deployed it, which did not write them down.
  if (before.size === 0) return [];
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.flatMap((name) => {
    const [was, is] = [before.get(name), after.get(name)];
    if (was === is) return [];
    if (is === undefined) return [`setting ${name} would be dropped (was ${was})`];
    if (was === undefined) return [`setting ${name} would be added (${is})`];
    return [`setting ${name} would change from ${was} to ${is}`];
  });
}

/** `customDomain.domainName` and so on; a list is one leaf. */
function leavesOf(value: unknown, path = ""): [string, string][] {
  if (value === undefined) return [];
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return [[path, Array.isArray(value) ? value.join(", ") || "none" : String(value)]];
  }
  return Object.entries(value).flatMap(([name, inner]) =>
    leavesOf(inner, path === "" ? name : `${path}.${name}`),
  );
}
