/**
 * How index.html tells the page what it has to know of its deployment: the names of `<meta>`
 * elements, by the fields of PageConfig that they carry.
 */
export const metaNames = {
  oidcIssuer: "oidc-issuer",
  oidcClientId: "oidc-client-id",
  oidcScope: "oidc-scope",
  oidcAudience: "oidc-audience",
  oidcSignOutUrl: "oidc-sign-out-url",
} as const;

/** The `<meta>` that holds the product's settings as JSON. */
export const settingsMetaName = "latchkey-settings";

export type OidcConfig = Readonly<Record<keyof typeof metaNames, string>>;

/** @param contentOf the content of the `<meta>` of that name, if there is one */
export function readConfig(contentOf: (name: string) => string | undefined): OidcConfig {
  const read = (field: keyof typeof metaNames) => contentOf(metaNames[field]) ?? "";
  return {
    oidcIssuer: read("oidcIssuer"),
    oidcClientId: read("oidcClientId"),
    oidcScope: read("oidcScope"),
    oidcAudience: read("oidcAudience"),
    oidcSignOutUrl: read("oidcSignOutUrl"),
  };
}
