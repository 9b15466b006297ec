import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { readCatalogue } from "../catalog/catalogue.ts";
import { bundleForwarder, bundleFunctions, forwarderNames, functionNames } from "../lib/bundles.ts";
import {
  browserEntries,
  bundleConsole,
  bundleDocs,
  bundlePage,
  bundleSearch,
  bundleSignIn,
} from "../web/build/browser-bundles.ts";
import { bundlePackage, codeInside } from "./bundle.ts";
import { writeDeclarations } from "./declarations.ts";
import { dataDirectories, dataFiles } from "./entries.ts";
import { licencesOf } from "./licences.ts";
import { sbomOf } from "./sbom.ts";

/** `npm run build`: makes `dist/`, all of the package but its README, licence and package.json. */
const root = fileURLToPath(new URL("..", import.meta.url));
const dist = join(root, "dist");
const assets = join(dist, "assets");

await rm(dist, { recursive: true, force: true });
readCatalogue();
const manifest = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
const external = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.peerDependencies)];
const [packaged, prebuilt] = await Promise.all([
  bundlePackage(root, dist, external),
  codeInside(root, [
    ...[...functionNames, ...forwarderNames].map((name) => `functions/${name}.ts`),
    ...browserEntries,
  ]),
  writeDeclarations(root, dist),
  writeAssets(),
]);
await writeFile(join(dist, "cjs/package.json"), '{ "type": "commonjs" }\n');
await writeFile(join(dist, "sbom.cdx.json"), await sbomOf(root, [...packaged, ...prebuilt]));
await writeFile(
  join(dist, "THIRD-PARTY-LICENCES.txt"),
  await licencesOf(root, [...packaged, ...prebuilt]),
);

async function writeAssets(): Promise<void> {
  for (const place of [...dataFiles, ...dataDirectories]) {
    await cp(join(root, place), join(assets, place), { recursive: true });
  }
  const prebuilt = join(assets, "prebuilt");
  await mkdir(prebuilt);
  const forwarders = forwarderNames.map((name) => [name, bundleForwarder(name)]);
  const bundles = { ...bundleFunctions(), ...Object.fromEntries(forwarders) };
  // Three of the functions hold the SDK; Brotli's window, unlike gzip's, is wide enough to see that.
  const functions = brotliCompressSync(JSON.stringify(bundles));
  await writeFile(join(prebuilt, "functions.json.br"), functions);
  await writeFile(join(prebuilt, "search.js"), bundleSearch());
  await writeFile(join(prebuilt, "sign-in.js"), bundleSignIn());
  for (const [name, { script, style }] of Object.entries({
    page: bundlePage(),
    console: bundleConsole(),
    docs: bundleDocs(),
  })) {
    await writeFile(join(prebuilt, `${name}.js`), script);
    await writeFile(join(prebuilt, `${name}.css`), style);
  }
}
