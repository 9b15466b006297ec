/** Texts that must not hold a secret, by names to tell them by. */
export type Places = ReadonlyMap<string, string>;

/** Shorter runs of characters can hold no secret in any form. */
const runs = /[A-Za-z0-9+/=_%-]{24,}/g;

/** A key's secret part, which is 32 characters and 6 of checksum. */
const secretPart = /_([0-9A-Za-z]{32})[0-9A-Za-z]{6}$/;

/**
 * Looks for secrets in texts: as they are, in hexadecimal, in base64 and base64url wherever they
 * begin there, and encoded for a URL.
 * Of a key it is enough that its secret part is found.
 *
 * @returns the names of the places that hold one, and the form; nothing of the secret
 */
export function findSecrets(secrets: readonly string[], places: Places): string[] {
  const forms = secrets.flatMap((secret) => formsOf(secretPart.exec(secret)?.[1] ?? secret));
  return [...places].flatMap(([place, text]) => {
    const exact = (text.match(runs) ?? []).join("\n");
    if (exact === "") return [];
    const lower = exact.toLowerCase();
    const found = forms.filter(({ form, sought }) =>
      (form === "hex" || form === "percents" ? lower : exact).includes(sought),
    );
    return [...new Set(found.map(({ form }) => `a secret is in ${place}, as ${form}`))];
  });
}

function formsOf(secret: string): { form: string; sought: string }[] {
  const bytes = Buffer.from(secret);
  const shifted = [0, 1, 2].map((lead) => {
    const encoded = Buffer.concat([Buffer.alloc(lead), bytes]).toString("base64");
    // The characters at both ends also depend on what is beside the secret.
    return { form: "base64", sought: encoded.slice(lead === 0 ? 0 : lead + 1, -4) };
  });
  return [
    { form: "text", sought: secret },
    { form: "hex", sought: bytes.toString("hex") },
    ...shifted,
    ...shifted.map(({ sought }) => ({ form: "base64url", sought: toBase64url(sought) })),
    { form: "URL", sought: encodeURIComponent(secret) },
    { form: "percents", sought: [...bytes].map((byte) => `%${byte.toString(16)}`).join("") },
  ].filter(
    ({ form, sought }, index, all) => index === 0 || form === "hex" || sought !== all[0]?.sought,
  );
}

function toBase64url(base64: string): string {
  return base64.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
