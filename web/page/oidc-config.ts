/**
 * The `<meta>` elements by which index.html passes the deployment's settings to the page: element names
 * by field of OidcConfig.
 */
export const metaNames = {
  oidcIssuer: "oidc-issuer",
  oidcClientId: "oidc-client-id",
  oidcScope: "oidc-scope",
  oidcAudience: "oidc-audience",
  oidcAccountClaim: "oidc-account-claim",
  cognitoUrl: "cognito-url",
  pagePath: "page-path",
} as const;

/** The `<meta>` that holds the product's settings as JSON. */
export const settingsMetaName = "latchkey-settings";

export type OidcConfig = Readonly<Record<keyof typeof metaNames, string>>;

/** @param contentOf returns the content of the `<meta>` with that name, if any */
export function readConfig(contentOf: (name: string) => string | undefined): OidcConfig {
  const read = (field: keyof typeof metaNames) => contentOf(metaNames[field]) ?? "";
  return {
    oidcIssuer: read("oidcIssuer"),
    oidcClientId: read("oidcClientId"),
    oidcScope: read("oidcScope"),
    oidcAudience: read("oidcAudience"),
    oidcAccountClaim: read("oidcAccountClaim"),
    cognitoUrl: read("cognitoUrl"),
    pagePath: read("pagePath"),
  };
}
