/**
 * Reads the value of an `Authorization` header: `Bearer <one token>`, the scheme in any case
 * (RFC 9110, section 11.1).
 *
 * @returns undefined if it is anything else
 */
export function parseBearer(header: string): string | undefined {
  return /^Bearer +([!-~]+)$/i.exec(header)?.[1];
}
