import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import { model } from "./model.ts";

const catalogue = z
  .array(model)
  .min(1, "must list at least 1 model")
  .superRefine((models, context) => {
    for (const [index, { id }] of models.entries()) {
      const first = models.findIndex((earlier) => earlier.id === id);
      if (first < index) {
        context.addIssue({
          code: "custom",
          path: [index, "id"],
          message: `must be unique, but entry ${first} has it too`,
        });
      }
    }
  });

export type Catalogue = z.infer<typeof catalogue>;

/** The file that an operator edits; the models function has it in its bundle. */
const shippedFile = new URL("./models.json", import.meta.url);

/**
 * Reads and checks the catalogue. Called at synthesis, so that a catalogue which does not fit never
 * gets deployed and the function can trust its copy without carrying the schema.
 *
 * @throws Error with one line that says which file, entry and field, and what they must be.
 */
export function readCatalogue(file: string | URL = shippedFile): Catalogue {
  const shownFile = relative(process.cwd(), file instanceof URL ? fileURLToPath(file) : file);
  return parseCatalogue(parseJson(readText(file, shownFile), shownFile), shownFile);
}

/**
 * Checks what a catalogue file holds. Entries and settings are counted from 0.
 *
 * @param shownFile the file's name for the message
 * @throws Error such as `catalog/models.json: entry 3 (google/veo-3), settings[0].defaultValue: is
 *   missing`; of several faults the first is named and the others are counted.
 */
export function parseCatalogue(json: unknown, shownFile = "catalog/models.json"): Catalogue {
  const result = catalogue.safeParse(json, { error: missingOrDefault });
  if (result.success) return result.data;
  const [first, ...others] = result.error.issues.flatMap(faultsOf);
  const place = placeOf(json, first?.path ?? []);
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  throw new Error(oneLine(`${shownFile}: ${place}${first?.rule ?? "does not fit"}${more}`));
}

function readText(file: string | URL, shownFile: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new Error(oneLine(`${shownFile}: cannot be read: ${messageOf(cause)}`), { cause });
  }
}

function parseJson(text: string, shownFile: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(oneLine(`${shownFile}: is not valid JSON: ${messageOf(cause)}`), { cause });
  }
}

interface Fault {
  readonly path: readonly PropertyKey[];
  readonly rule: string;
}

/** zod reports unknown fields on their parent; the reader wants each by its own name. */
function faultsOf(issue: z.core.$ZodIssue): Fault[] {
  if (issue.code !== "unrecognized_keys") return [{ path: issue.path, rule: issue.message }];
  return issue.keys.map((key) => ({ path: [...issue.path, key], rule: "is not a known field" }));
}

function missingOrDefault(issue: z.core.$ZodRawIssue): string | undefined {
  return issue.input === undefined ? "is missing" : undefined;
}

/** `entry 3 (google/veo-3), settings[0].defaultValue: `, as much of it as the path has. */
function placeOf(json: unknown, path: readonly PropertyKey[]): string {
  const [entry, ...field] = path;
  if (typeof entry !== "number") return "";
  const id = z.array(z.unknown()).safeParse(json).data?.[entry];
  const known = z.object({ id: z.string() }).safeParse(id);
  const named = known.success ? `entry ${entry} (${known.data.id})` : `entry ${entry}`;
  const steps = field.map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`));
  return steps.length === 0 ? `${named}: ` : `${named}, ${steps.join("").slice(1)}: `;
}

/** Without the class, which says nothing to the file's editor. */
function messageOf(cause: unknown): string {
  return String(cause).replace(/^\w*Error: /, "");
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ");
}
