const replacements = new Map([
  ["@jest/globals", new URL("jest-globals.mjs", import.meta.url).href],
  ["fast-check", new URL("brief-fast-check.mjs", import.meta.url).href],
]);

/**
 * Gives the tests what stands for these packages, to which the stand-ins have access themselves. What
 * a module with `?fresh=` imports of this repository is loaded anew too, under the same name.
 */
export async function resolve(specifier, context, next) {
  const replacement = replacements.get(specifier);
  if (replacement !== undefined && replacement !== context.parentURL) {
    return { url: replacement, format: "module", shortCircuit: true };
  }
  const resolved = await next(specifier, context);
  const [fresh] = /\?fresh=\d+$/.exec(context.parentURL ?? "") ?? [];
  const isOurs = resolved.url.startsWith("file:") && !resolved.url.includes("/node_modules/");
  return fresh && isOurs && !resolved.url.includes("?")
    ? { ...resolved, url: resolved.url + fresh }
    : resolved;
}
