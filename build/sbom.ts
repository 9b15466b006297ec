import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { packagesOf } from "./licences.ts";

const property = z.object({ name: z.string(), value: z.string() });

/** The parts read of a CycloneDX document; the rest stays as npm writes it. */
const bomSchema = z.looseObject({
  metadata: z.looseObject({ component: z.looseObject({ name: z.string() }) }),
  components: z.array(
    z.looseObject({ "bom-ref": z.string(), properties: z.array(property).default([]) }),
  ),
  dependencies: z.array(
    z.looseObject({ ref: z.string(), dependsOn: z.array(z.string()).default([]) }),
  ),
});

export type Bom = z.infer<typeof bomSchema>;

const development = "cdx:npm:package:development";

/**
 * The software bill of materials of the package, as CycloneDX: what npm installs with it, and what is
 * inside its bundles.
 *
 * @param inputs the bundled files, by path from the root
 */
export async function sbomOf(root: string, inputs: Iterable<string>): Promise<string> {
  const words = ["sbom", "--sbom-format", "cyclonedx", "--package-lock-only"];
  const output = execFileSync("npm", words, { cwd: root, encoding: "utf8", maxBuffer: 1e8 });
  const bundled = await Promise.all(
    packagesOf(inputs).map(async (directory) => {
      const manifest = JSON.parse(await readFile(join(root, directory, "package.json"), "utf8"));
      return `${manifest.name}@${manifest.version}`;
    }),
  );
  const { name } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  const bom = shippedPart(bomSchema.parse(JSON.parse(output)), new Set(bundled));
  // npm names the root by its directory.
  bom.metadata.component.name = name;
  return `${JSON.stringify(bom, null, 2)}\n`;
}

/** Leaves out what is only used to develop. What is in a bundle is part of the package. */
export function shippedPart(bom: Bom, bundled: ReadonlySet<string>): Bom {
  const isShipped = ({ "bom-ref": ref, properties }: Bom["components"][number]) =>
    bundled.has(ref) ||
    !properties.some(({ name, value }) => name === development && value === "true");
  const components = bom.components.filter(isShipped).map((component) => ({
    ...component,
    properties: component.properties.filter(({ name }) => name !== development),
  }));
  const known = new Set(components.map((component) => component["bom-ref"]));
  const dependencies = bom.dependencies
    .filter(({ ref }) => known.has(ref) || ref === bom.metadata.component["bom-ref"])
    .map((each) => ({ ...each, dependsOn: each.dependsOn.filter((ref) => known.has(ref)) }));
  return { ...bom, components, dependencies };
}
