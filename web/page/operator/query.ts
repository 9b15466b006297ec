/** The meaning of a text in the search field. */
export type Query =
  | { readonly kind: "nothing" }
  | { readonly kind: "request"; readonly id: string }
  /** A key's id, or its prefix. */
  | { readonly kind: "key"; readonly reference: string }
  | { readonly kind: "accounts"; readonly text: string };

const idLength = 8;
const requestId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const keyId = /^[0-9A-Za-z]{8}$/;

/**
 * Cuts a text that holds a key down to the key's prefix, which is all that a search needs of it. The
 * rest may be its secret.
 *
 * @param keyPrefix the configured prefix of keys
 */
export function withoutSecret(text: string, keyPrefix: string): string {
  const start = text.indexOf(keyPrefix);
  return start < 0 ? text : text.slice(start, start + keyPrefix.length + idLength);
}

/** @param text without a secret */
export function queryOf(text: string, keyPrefix: string): Query {
  const wanted = text.trim();
  if (wanted === "") return { kind: "nothing" };
  if (requestId.test(wanted)) return { kind: "request", id: wanted.toLowerCase() };
  if (wanted.startsWith(keyPrefix)) return { kind: "key", reference: wanted };
  if (keyId.test(wanted)) return { kind: "key", reference: wanted };
  return { kind: "accounts", text: wanted };
}
