/** Someone who signed in, as the page greets them. Whose account is theirs, the API says. */
export interface Person {
  /** Undefined where the issuer tells nothing to call them by. */
  readonly label: string | undefined;
}

/** @param claims those of the ID token */
export function personOf({ email, name }: Readonly<Record<string, unknown>>): Person {
  const label = [email, name].find((claim) => typeof claim === "string" && claim !== "");
  return { label: typeof label === "string" ? label : undefined };
}
