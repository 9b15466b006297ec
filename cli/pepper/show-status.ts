import { unpeppered } from "../../core/key/pepper.ts";
import { table } from "../output/table.ts";
import { missingVersions, type VersionCount } from "./version-counts.ts";

export interface PepperStatus {
  readonly active: string;
  readonly versions: readonly string[];
  readonly counts: readonly VersionCount[];
}

export function statusObject({ active, counts }: PepperStatus) {
  return {
    object: "pepper_status",
    active,
    versions: counts.map(({ version, keys, inGrace, revoked }) => ({
      version,
      keys,
      old_secrets_in_grace: inGrace,
      revoked_keys: revoked,
    })),
  };
}

export function showStatus({ active, versions, counts }: PepperStatus, columns?: number): string {
  const rows = counts.map(({ version, keys, inGrace, revoked }) => [
    version === active ? `${version} (active)` : nameOf(version),
    String(keys),
    String(inGrace),
    String(revoked),
  ]);
  const shown = table(["pepper", "keys", "old secrets in grace", "revoked keys"], rows, columns);
  const missing = missingVersions(counts, versions).map(({ version }) => version);
  if (missing.length === 0) return shown;
  return `${shown}\n\nThe keyring lacks ${missing.join(", ")}: keys that need it get 503.`;
}

function nameOf(version: string): string {
  return version === unpeppered ? "none: imported, not used yet" : version;
}
