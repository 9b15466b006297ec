/** The issuer's keys could not be had, so nothing can be said of a token: neither yes nor no. */
export class IssuerFault extends Error {
  override readonly name = "IssuerFault";
}
