/**
 * Writes one structured line about a fault. Only the error's name and message, and its cause's
 * message, are taken; this product's errors carry no key, secret or body in those.
 */
export function logFault(
  message: string,
  error: unknown,
  fields: Record<string, string> = {},
): void {
  const fault = error instanceof Error ? describe(error) : { name: typeof error };
  console.error(JSON.stringify({ level: "error", message, ...fields, fault }));
}

/**
 * Writes one structured line about a credential that was refused. It names why, and nothing that the
 * credential says.
 */
export function logRefusal(refusal: { readonly reason: string; readonly claim?: string }): void {
  console.info(JSON.stringify({ level: "info", message: "a token was refused", ...refusal }));
}

function describe(error: Error): Record<string, string> {
  const cause = error.cause instanceof Error ? { cause: error.cause.message } : {};
  return { name: error.name, message: error.message, ...cause };
}
