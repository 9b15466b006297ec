import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** From each file to all that it imports, types included: files by path from the root, packages by name. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

/** Who may import what. The first rule whose room holds a file is the one for it. */
interface Rule {
  readonly room: RegExp;
  readonly mayImport: RegExp;
}

const rules: readonly Rule[] = [
  { room: /^core\/builtin\//, mayImport: /^node:/ },
  { room: /^core\/api-errors\.ts$/, mayImport: /^$/ },
  { room: /^core\/log-phrases\.ts$/, mayImport: /^$/ },
  { room: /^core\/errors\.ts$/, mayImport: /^core\/api-errors\.ts$/ },
  // Everything on a request's way is given the time that it has.
  { room: /^core\/time\//, mayImport: /^core\/time\// },
  // Reads what people write; requests are judged without it.
  { room: /^core\/key\/allowed-ips\.ts$/, mayImport: /^(node:net|package:ipaddr\.js)$/ },
  // The concepts, which know neither how they are judged nor where they are stored.
  {
    room: /^core\/(key|account|event)\//,
    mayImport:
      /^(core\/(key|account|event|time)\/|core\/admission\/rolling-window\.ts$|core\/builtin\/crypto\.ts$|node:crypto$|node:util$)/,
  },
  {
    room: /^core\/admission\//,
    mayImport:
      /^(core\/(admission|key|account|time)\/|core\/builtin\/(crypto|sockets)\.ts$|core\/(api-)?errors\.ts$|node:crypto$)/,
  },
  // Use cases know no Lambda event and no HTTP, and of the database only what they ask of it.
  {
    room: /^core\/management\//,
    mayImport:
      /^(core\/(management|key|account|event|store)\/|core\/config\/config\.ts$|core\/(api-)?errors\.ts$|node:crypto$|node:util$)/,
  },
  // Brings a restored table to the state that its events tell of.
  {
    room: /^core\/restore\//,
    mayImport: /^(core\/(restore|management|store|key|account|event|time)\/|package:|node:util$)/,
  },
  // What the concepts make of an owner's decisions.
  { room: /^core\/config\//, mayImport: /^core\/((config|key|account)\/|(api-)?errors\.ts$)/ },
  // The rules of webhooks, for deploying, sending and replaying them.
  {
    room: /^core\/webhook\//,
    mayImport: /^(core\/webhook\/|core\/admission\/address-list\.ts$|package:)/,
  },
  { room: /^core\/aws\//, mayImport: /^(core\/(aws|builtin|time)\/|package:|node:)/ },
  {
    room: /^core\/store\//,
    mayImport:
      /^(core\/(store|admission|config|key|account|event|aws|time)\/|core\/log-phrases\.ts$|package:|node:)/,
  },
  {
    room: /^functions\/(http|oidc)\//,
    mayImport:
      /^(core\/(admission|config\/(?!process-)|key|account|event|aws|time)\b|core\/(api-errors|errors|log-phrases)\.ts$|\{same room\}\/|package:|node:)/,
  },
  // Where what use cases reach out to is put together, for several entries.
  {
    room: /^functions\/management\/(table|wiring)\.ts$/,
    mayImport: /^(core\/(?!builtin)|functions\/http\/|\{same room\}\/|package:|node:)/,
  },
  {
    room: /^functions\/events\//,
    mayImport:
      /^(core\/(event|key|store|time|webhook)\/|core\/aws\/json-service\.ts$|functions\/http\/log\.ts$|functions\/management\/event-object\.ts$|\{same room\}\/|package:|node:)/,
  },
  {
    room: /^functions\/[^/]+\//,
    mayImport:
      /^(core\/(admission|config|key|account|event|management|store|time)\/|core\/(api-)?errors\.ts$|functions\/http\/|\{same room\}\/|package:|node:)/,
  },
  {
    room: /^functions\/[^/]+\.ts$/,
    mayImport: /^(core\/|functions\/[^/]+\/|catalog\/models\.json$|package:|node:)/,
  },
  {
    room: /^lib\//,
    mayImport:
      /^(lib\/|core\/(config\/(?!process-)|(key|account|webhook)\/)|core\/event\/audit-event\.ts$|core\/store\/(expiring-index|item-keys|table-shape)\.ts$|core\/admission\/verdict-headers\.ts$|core\/time\/budgets\.ts$|core\/(api-errors|errors|log-phrases)\.ts$|functions\/(management\/routes|http\/error-body)\.ts$|contract\/openapi\/document\.ts$|web\/site(-file)?\.ts$|catalog\/|package:|node:)/,
  },
  // Describes what validates, so it has to see it.
  {
    room: /^contract\//,
    mayImport:
      /^(contract\/|core\/(config\/(?!process-)|(key|account|event|admission)\/)|core\/(api-)?errors\.ts$|functions\/(http|management)\/|catalog\/|package\.json$|package:|node:)/,
  },
  // What browsers run knows the API by its contract, and of the product what is pure.
  {
    room: /^web\/page\//,
    mayImport:
      /^(web\/page\/|core\/(account\/|key\/quotas\.ts$|admission\/refusal-words\.ts$|config\/(?!process-)|errors\.ts$)|functions\/management\/routes\.ts$|package:)/,
  },
  { room: /^web\/docs\//, mayImport: /^(web\/docs\/|package:)/ },
  // Documentation quotes plans and errors, so that what it says of them cannot differ.
  {
    room: /^web\//,
    mayImport:
      /^(web\/|contract\/(errors|openapi\/(document|examples|info))\.ts$|core\/config\/(?!process-)|core\/account\/plan\.ts$|core\/key\/(api-key|crc32|quotas)\.ts$|core\/(api-)?errors\.ts$|package:|node:)/,
  },
  // Code that others' Lambda functions embed: without this product's configuration and environment.
  {
    room: /^lambda\//,
    mayImport:
      /^(lambda\/|core\/(admission\/verdict|(api-)?errors)\.ts$|functions\/http\/(obey-verdict|stream-with-verdict)\.ts$|package:aws-lambda$)/,
  },
  // What servers embed; their frameworks are types alone.
  {
    room: /^verifier\//,
    mayImport: /^(verifier\/|core\/|local\/run-directory\.ts$|package:|node:)/,
  },
  // Writes to the table itself, as the management functions do.
  {
    room: /^cli\/break-glass\//,
    mayImport: /^(cli\/|core\/|package:|node:)/,
  },
  // A client like any other, but for what both sides have to spell alike.
  {
    room: /^cli\//,
    mayImport:
      /^(cli\/|lib\/config\/|core\/(config\/(?!process-)|(key|account|event|admission|webhook|restore)\/)|core\/(api-)?errors\.ts$|core\/store\/(expiring-index|item-keys|table-shape)\.ts$|core\/time\/rfc3339\.ts$|local\/run-directory\.ts$|package\.json$|package:|node:)/,
  },
  // It knows the template alone, or it could not prove anything about it.
  { room: /^packages\/cfn-local\//, mayImport: /^(packages\/cfn-local\/|package:|node:)/ },
  { room: /^local\//, mayImport: /^(local\/|packages\/cfn-local\/|package:|node:)/ },
  { room: /^catalog\//, mayImport: /^(catalog\/|package:|node:)/ },
  { room: /^bin\/local\.ts$/, mayImport: /^(local\/|packages\/cfn-local\/|package:|node:)/ },
  {
    room: /^bin\/openapi\.ts$/,
    mayImport:
      /^(cli\/script-words|contract\/openapi\/document|core\/config\/config|lib\/config\/load-config)\.ts$|^node:/,
  },
  // The package is built of what the sources make of themselves.
  {
    room: /^build\//,
    mayImport:
      /^(build\/|lib\/bundles\.ts$|web\/build\/browser-bundles\.ts$|catalog\/catalogue\.ts$|package:|node:)/,
  },
  { room: /^bin\/smoke\.ts$/, mayImport: /^(cli\/|local\/start\.ts$|package:commander$)/ },
  { room: /^bin\/deploy\.ts$/, mayImport: /^(cli\/|lib\/|node:)/ },
  { room: /^bin\/validate-cfn\.ts$/, mayImport: /^(cli\/script-words\.ts$|lib\/|package:|node:)/ },
  { room: /^bin\/latchkey\.ts$/, mayImport: /^(lib\/|package:|node:)/ },
  { room: /^bin\//, mayImport: /^(cli\/|package:|node:)/ },
];

/** @param rooms directories below the root whose TypeScript files are read */
export function readImportGraph(root: string, rooms: readonly string[]): ImportGraph {
  const files = rooms.flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, encoding: "utf8" })
      .filter((file) => /\.tsx?$/.test(file) && !file.includes("node_modules"))
      .map((file) => join(room, file)),
  );
  return new Map(
    files.map((file) => [file, importsOf(file, readFileSync(join(root, file), "utf8"))]),
  );
}

const imports =
  /^\s*(?:import|export)\s[^"';]*?from\s+"([^"]+)"|^\s*import\s+"([^"]+)"|\bimport\(\s*"([^"]+)"/gm;

function importsOf(file: string, source: string): string[] {
  return [...source.matchAll(imports)].map(([, from, bare, dynamic]) => {
    const specifier = from ?? bare ?? dynamic ?? "";
    if (specifier.startsWith(".")) return join(dirname(file), specifier);
    return specifier.startsWith("node:") ? specifier : `package:${specifier}`;
  });
}

/** @returns what no rule allows, one `from → to` each */
export function findForbiddenImports(graph: ImportGraph): string[] {
  return [...graph].flatMap(([from, targets]) => {
    const rule = rules.find(({ room }) => room.test(from));
    const isAllowed = (to: string) =>
      rule?.mayImport.test(to) || rule?.mayImport.test(to.replace(dirname(from), "{same room}"));
    return targets.filter((to) => !isAllowed(to)).map((to) => `${from} → ${to}`);
  });
}

/** @returns the first cycle met, from a file back to itself */
export function findCycle(graph: ImportGraph): string | undefined {
  const finished = new Set<string>();
  const visit = (file: string, path: readonly string[]): string | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file].join(" → ");
    if (finished.has(file)) return undefined;
    for (const target of graph.get(file) ?? []) {
      const cycle = visit(target, [...path, file]);
      if (cycle) return cycle;
    }
    finished.add(file);
    return undefined;
  };
  for (const file of graph.keys()) {
    const cycle = visit(file, []);
    if (cycle) return cycle;
  }
  return undefined;
}
