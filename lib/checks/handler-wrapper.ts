import { transformSync } from "esbuild";

/**
 * Whether a function's entry exports, as `handler`, what `withVerdict` from
 * `./http/with-verdict.ts` makes of the endpoint.
 *
 * The entry is read as esbuild prints it, free of types and comments and in one layout, so a
 * plain pattern suffices. It knows just the one form that entries here have; any other counts as
 * not wrapped, which errs on the safe side.
 *
 * @param entry TypeScript source of the entry
 */
export function hasHandlerWrappedInVerdict(entry: string): boolean {
  const { code } = transformSync(entry, { loader: "ts", format: "esm", target: "esnext" });
  return [importsWrapper, definesWrappedHandler, exportsHandler].every((form) => form.test(code));
}

const importsWrapper =
  /^import \{(?: \w+(?: as \w+)?,)* withVerdict(?:,[^}]*)? \} from "\.\/http\/with-verdict\.ts";$/m;
const definesWrappedHandler = /^const handler = withVerdict\(/m;
/** A line of the list of exports that esbuild prints at the end. */
const exportsHandler = /^ {2}handler,?$/m;
