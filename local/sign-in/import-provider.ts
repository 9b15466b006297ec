let imported: Promise<typeof import("oidc-provider")> | undefined;

/** What the package prints on Node 20, where all that is used of it works (see the tests). */
const runtimeWarning = /oidc-provider WARNING: Unsupported runtime\b/;

/**
 * Loads the OpenID provider without the one warning that tells people nothing
 * they could act on; anything else that is printed meanwhile gets through.
 */
export function importProvider(): Promise<typeof import("oidc-provider")> {
  imported ??= importQuietly();
  return imported;
}

async function importQuietly(): Promise<typeof import("oidc-provider")> {
  const { warn } = console;
  console.warn = (...parts: unknown[]) => {
    if (!parts.some((part) => runtimeWarning.test(String(part)))) warn(...parts);
  };
  try {
    return await import("oidc-provider");
  } finally {
    console.warn = warn;
  }
}
