/** Where the user comes from, according to the URL's query. */
export type ComesFrom = "from-sign-in" | "from-sign-out" | "by-itself";

/** @param search such as `?code=…&state=…` */
export function arrivalOf(search: string): ComesFrom {
  const query = new URLSearchParams(search);
  if (query.has("code") || query.has("error")) return "from-sign-in";
  return query.has("state") ? "from-sign-out" : "by-itself";
}

/** Explains why the issuer did not sign the user in. @param code an OAuth or OpenID Connect error */
export function explainRefusal(code: string | null): string {
  switch (code) {
    case "access_denied":
      return "Sign-in was cancelled or not allowed.";
    case "login_required":
    case "interaction_required":
    case "consent_required":
      return "The sign-in service needs you to sign in again.";
    case "temporarily_unavailable":
    case "server_error":
      return "The sign-in service is temporarily unavailable.";
    default:
      return "The sign-in service rejected the request.";
  }
}
