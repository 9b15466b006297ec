import { minifySync } from "@swc/core";

/**
 * Makes the authorizer's bundle another 6 % smaller than esbuild does: a function that is called once
 * takes the place of its call. Every request may have to wait for this bundle, so it alone is worth
 * the second run.
 *
 * The options named unsafe break a function that is called with `new` or whose `prototype` is read, and
 * `pure_getters` a getter with an effect. The authorizer has neither.
 *
 * @param source an ES module
 * @see https://swc.rs/docs/configuration/minification
 */
export function minifyAuthorizer(source: string): string {
  return minifySync(source, {
    module: true,
    ecma: 2022,
    compress: {
      ecma: 2022,
      passes: 5,
      unsafe_arrows: true,
      unsafe_methods: true,
      pure_getters: true,
      keep_fargs: false,
    },
    mangle: { toplevel: true },
  }).code;
}
