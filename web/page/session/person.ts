/** The signed-in person, for display only. The API says which account is theirs. */
export interface Person {
  /** Undefined if the ID token has neither an email address nor a name. */
  readonly label: string | undefined;
}

/** @param claims the claims of the ID token */
export function personOf({ email, name }: Readonly<Record<string, unknown>>): Person {
  const label = [email, name].find((claim) => typeof claim === "string" && claim !== "");
  return { label: typeof label === "string" ? label : undefined };
}
