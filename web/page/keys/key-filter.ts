import { type Environment, environments, type Key } from "../api/key.ts";
import { expiresSoon, type KeyState, secondSecret, stateOf } from "./key-state.ts";

/** `current` is every key but the revoked ones. */
export const statusFilters = [
  "current",
  "active",
  "paused",
  "expired",
  "expiring",
  "two-secrets",
  "revoked",
  "all",
] as const;
export type StatusFilter = (typeof statusFilters)[number];

export const environmentFilters = ["all", ...environments] as const;
export type EnvironmentFilter = "all" | Environment;

export interface KeyFilter {
  readonly status: StatusFilter;
  readonly environment: EnvironmentFilter;
  /** Searched in names and prefixes, ignoring case. */
  readonly text: string;
}

export const noFilter: KeyFilter = { status: "current", environment: "all", text: "" };

export function isFiltering({ status, environment, text }: KeyFilter): boolean {
  return status !== noFilter.status || environment !== "all" || text.trim() !== "";
}

/** @param now Unix time in whole seconds */
export function filterKeys(keys: readonly Key[], filter: KeyFilter, now: number): Key[] {
  const sought = folded(filter.text.trim());
  return keys.filter(
    (key) =>
      hasStatus(key, filter.status, now) &&
      (filter.environment === "all" || key.environment === filter.environment) &&
      hasText(key, sought),
  );
}

/** A whole key also matches, so that a key found somewhere can be identified. */
function hasText({ name, prefix }: Key, sought: string): boolean {
  return (
    folded(name).includes(sought) ||
    folded(prefix).includes(sought) ||
    sought.startsWith(`${folded(prefix)}_`)
  );
}

function hasStatus(key: Key, status: StatusFilter, now: number): boolean {
  switch (status) {
    case "all":
      return true;
    case "current":
      return key.revokedAt === undefined;
    case "expiring":
      return expiresSoon(key, now);
    case "two-secrets":
      return secondSecret(key, now) !== undefined;
    default: {
      const state: KeyState = status;
      return stateOf(key, now) === state;
    }
  }
}

function folded(text: string): string {
  return text.normalize("NFKC").toLocaleLowerCase("en");
}
