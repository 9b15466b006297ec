import type { Config } from "../../core/config/config.ts";
import type { RouteAccess } from "../../functions/management/routes.ts";
import type { SecurityRequirement } from "./types.ts";

/** How a caller shows who it is. All are bearer tokens; what differs is who gives them out. */
export function securitySchemesFor({ keyPrefix }: Pick<Config, "keyPrefix">) {
  return {
    apiKey: {
      type: "http",
      scheme: "bearer",
      bearerFormat: `${keyPrefix}your_key_here`,
      description:
        "An API key, for the public API only. It belongs in a server's configuration, never in a browser or an app.",
    },
    operatorToken: {
      type: "http",
      scheme: "bearer",
      description:
        "The operator token, which lives in Secrets Manager. May do everything for any account. It is for machines, and for when nobody can sign in.",
    },
    operatorRole: {
      type: "http",
      scheme: "bearer",
      bearerFormat: "JWT",
      description:
        "An OIDC token of a person whom a configured claim gives an operator role. `admin` may do everything for any account. `support` may read everything, explain, pause, resume and revoke keys, and suspend accounts or lift that.",
    },
    userToken: {
      type: "http",
      scheme: "bearer",
      bearerFormat: "JWT",
      description:
        "An OIDC token of a signed-in user. May manage the keys of the user's own account, whose id is the configured claim (`sub` by default).",
    },
  } as const;
}

export const withApiKey: readonly SecurityRequirement[] = [{ apiKey: [] }];
/** Credentials for a management route. */
export function managementSecurity({ user }: RouteAccess): readonly SecurityRequirement[] {
  return [{ operatorToken: [] }, { operatorRole: [] }, ...(user ? [{ userToken: [] }] : [])];
}
export const anyone: readonly SecurityRequirement[] = [];
