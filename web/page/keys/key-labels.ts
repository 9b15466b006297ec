import type { Environment } from "../api/key.ts";
import type { EnvironmentFilter, StatusFilter } from "./key-filter.ts";
import type { KeyState } from "./key-state.ts";

/** Display names. */

export const environmentNames: Readonly<Record<Environment, string>> = {
  production: "Production",
  staging: "Staging",
  development: "Development",
};

export const environmentFilterNames: Readonly<Record<EnvironmentFilter, string>> = {
  all: "All environments",
  ...environmentNames,
};

export const stateNames: Readonly<Record<KeyState, string>> = {
  active: "Active",
  paused: "Paused",
  expired: "Expired",
  revoked: "Revoked",
};

export const expiringName = "Expiring soon";
export const twoSecretsName = "In grace period";
export const leakedName = "Paused: leaked";
export const heldName = "Paused by an operator";
export const suspendedName = "Account suspended";
export const noAccessName = "No access on this plan";
export const usedUpName = "Quota used up";
export const oldSecretInUseName = "Old secret in use";

export const statusFilterNames: Readonly<Record<StatusFilter, string>> = {
  current: "All but revoked",
  all: "All, revoked too",
  ...stateNames,
  expiring: expiringName,
  "two-secrets": twoSecretsName,
};
