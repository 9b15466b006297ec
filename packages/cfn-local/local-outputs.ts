import type { Product } from "./template/model.ts";

/** A stack's outputs, with the local address in place of the distribution's. */
export function localOutputs(
  { outputs, distribution }: Product,
  url: string,
): ReadonlyMap<string, string> {
  if (!distribution) return outputs;
  const replaced = `https://${distribution.domainName}`;
  return new Map(
    [...outputs].map(([name, value]) => {
      const isBelow = value === replaced || value.startsWith(`${replaced}/`);
      return [name, isBelow ? url + value.slice(replaced.length) : value];
    }),
  );
}
