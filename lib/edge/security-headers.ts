import { Duration } from "aws-cdk-lib/core";

/** Long enough for the lists that browsers come with, which ask for a year at least. */
export const hstsMaxAge = Duration.days(730);

/** The policy for responses that are not pages: nothing may run, load or be framed. */
export const inertPolicy =
  "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The same for a page that has no more than a style sheet of this host. */
export const styledPolicy = `${inertPolicy}; style-src 'self'`;

/**
 * The permissions of the site's pages: run and show what the site serves, and talk to this host and to
 * the issuer that signs people in.
 *
 * @param issuerSources as CSP spells sources: an origin, or a URL that ends in a slash and so means
 *   everything below it
 * @see https://www.w3.org/TR/CSP3/#match-paths
 */
export function sitePolicy(issuerSources: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    ["connect-src 'self'", ...issuerSources].join(" "),
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/**
 * The headers that the CloudFront function sets on its own responses. AWS does not document whether
 * response headers policies apply to those; if one does, it replaces these headers.
 */
export const headersOfGeneratedResponses = {
  "cache-control": "no-cache",
  "content-security-policy": inertPolicy,
  "referrer-policy": "no-referrer",
  "strict-transport-security": `max-age=${hstsMaxAge.toSeconds()}`,
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};
