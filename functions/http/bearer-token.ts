/**
 * The token of an `Authorization: Bearer <token>` header; the scheme is in any case (RFC 9110,
 * section 11.1). The gateway lets nothing else through to an authorizer; this holds where it did.
 *
 * @returns undefined where the header is anything else
 */
export function bearerToken(header: unknown): string | undefined {
  return typeof header === "string" ? /^Bearer +([!-~]+)$/i.exec(header)?.[1] : undefined;
}
