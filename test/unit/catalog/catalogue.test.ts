import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { parseCatalogue, readCatalogue } from "../../../catalog/catalogue.ts";
import { media } from "../../../catalog/model.ts";

const select = {
  key: "aspect_ratio",
  label: "Aspect Ratio",
  inputType: "select",
  defaultValue: "1:1",
};
const number = { key: "steps", label: "Steps", inputType: "number", defaultValue: 8 };
const text = { key: "style", label: "Style", inputType: "text", defaultValue: "" };
const toggle = { key: "loop", label: "Loop", inputType: "toggle", defaultValue: false };

const entry = {
  id: "acme/painter-2",
  name: "Painter 2",
  modality: "image",
  cost: 7,
  inputTypes: ["text"],
  promptRequired: true,
  outputType: "image",
  description: "Paints",
  settings: [select, number, text, toggle],
};

const { cost: _cost, ...costless } = entry;

describe("the shipped catalogue", () => {
  const shipped = readCatalogue();

  it("has at least a dozen models", () => {
    expect(shipped.length).toBeGreaterThanOrEqual(12);
  });

  it("covers text, image, video, audio and 3D", () => {
    expect(new Set(shipped.map(({ modality }) => modality))).toEqual(new Set(media));
  });

  it("describes each setting by the four fields that the contract shows, and no others", () => {
    const shapes = shipped.flatMap(({ settings }) => settings.map((one) => Object.keys(one)));
    for (const shape of shapes) {
      expect(shape).toEqual(["key", "label", "inputType", "defaultValue"]);
    }
  });
});

describe("a catalogue that fits", () => {
  it.each([
    ["every kind of setting", entry],
    ["no setting", { ...entry, settings: [] }],
    [
      "a select with its options",
      { ...entry, settings: [{ ...select, options: ["1:1", "16:9"] }] },
    ],
    ["a number with its bounds", { ...entry, settings: [{ ...number, min: 1, max: 8, step: 1 }] }],
    ["no text input and no prompt", { ...entry, inputTypes: ["3d"], promptRequired: false }],
  ])("is returned as it was: %s", (_case, model) => {
    expect(parseCatalogue([model])).toEqual([model]);
  });
});

describe("a catalogue that does not fit", () => {
  it.each([
    ["cost", { cost: 0 }, "must be at least 1 credit"],
    ["cost", { cost: 1.5 }, "must be a whole number of credits"],
    ["cost", { cost: "70" }, "Invalid input: expected number, received string"],
    ["cost", { cost: undefined }, "is missing"],
    ["id", { id: "" }, "must be <vendor>/<model>"],
    ["id", { id: "Acme/Painter" }, "must be <vendor>/<model>"],
    ["id", { id: "acme/painter/2" }, "must be <vendor>/<model>"],
    ["name", { name: " Painter" }, "must be one line of text without surrounding spaces"],
    ["name", { name: "" }, "must be one line of text"],
    ["description", { description: "a\nb" }, "must be one line of text"],
    ["description", { description: "a".repeat(201) }, "must have at most 200 characters"],
    ["modality", { modality: "smell" }, 'expected one of "text"|"image"|"video"|"audio"|"3d"'],
    ["outputType", { outputType: "Image" }, "expected one of"],
    ["inputTypes[1]", { inputTypes: ["text", "pdf"] }, "expected one of"],
    ["inputTypes", { inputTypes: [] }, "must name at least 1 medium"],
    ["inputTypes", { inputTypes: ["text", "text"] }, "must not repeat"],
    ["promptRequired", { promptRequired: "yes" }, "expected boolean"],
    ["promptRequired", { inputTypes: ["image"] }, "must be false where inputTypes has no text"],
    ["price", { price: 3 }, "is not a known field"],
    ["settings", { settings: {} }, "expected array"],
  ])("is refused for its %s: %j", (field, change, rule) => {
    expectRefusal({ ...entry, ...change }, field, rule);
  });

  it.each([
    ["key", { ...select, key: "aspectRatio" }, "must be lower-case words joined by _"],
    ["label", { ...select, label: "" }, "must be one line of text"],
    ["inputType", { ...select, inputType: "slider" }, "must be select, number, text or toggle"],
    ["inputType", { key: "a", label: "A", defaultValue: 1 }, "must be select, number"],
    ["defaultValue", { ...select, defaultValue: 1 }, "expected string, received number"],
    ["defaultValue", { ...number, defaultValue: "8" }, "expected number, received string"],
    ["defaultValue", { ...text, defaultValue: null }, "expected string, received null"],
    ["defaultValue", { ...toggle, defaultValue: "no" }, "expected boolean, received string"],
    ["defaultValue", { ...select, defaultValue: undefined }, "is missing"],
    ["defaultValue", { ...select, options: ["4:3", "16:9"] }, "must be one of the options"],
    ["options", { ...select, options: ["1:1"] }, "must offer at least 2 choices"],
    ["options", { ...select, options: ["1:1", "1:1"] }, "must not repeat a choice"],
    ["options", { ...number, options: ["8", "9"] }, "is not a known field"],
    ["defaultValue", { ...number, min: 9 }, "must lie between min and max"],
    ["defaultValue", { ...number, max: 7 }, "must lie between min and max"],
    ["max", { ...number, min: 9, max: 7 }, "must not be below min"],
    ["step", { ...number, step: 0 }, "must be above 0"],
    ["min", { ...select, min: 0 }, "is not a known field"],
  ])("is refused for a setting's %s: %j", (field, setting, rule) => {
    expectRefusal({ ...entry, settings: [text, setting] }, `settings[1].${field}`, rule);
  });

  it("is refused for two settings with one key", () => {
    expectRefusal(
      { ...entry, settings: [text, text] },
      "settings[1].key",
      "must be unique within the model",
    );
  });

  it("is refused for two entries with one id", () => {
    expect(() => parseCatalogue([entry, entry])).toThrow(
      "catalog/models.json: entry 1 (acme/painter-2), id: must be unique, but entry 0 has it too",
    );
  });

  it("counts the faults after the first", () => {
    expect(() => parseCatalogue([{ ...entry, cost: 0, name: "" }])).toThrow(/ \(and 1 more\)$/);
  });

  it.each([
    ["an object", { data: [entry] }, "catalog/models.json: Invalid input: expected array"],
    ["null", null, "catalog/models.json: Invalid input: expected array"],
    ["empty", [], "catalog/models.json: must list at least 1 model"],
    ["an entry without id", [entry, {}], "catalog/models.json: entry 1, id: is missing"],
    [
      "an entry that is text",
      ["x"],
      "catalog/models.json: entry 0: Invalid input: expected object",
    ],
    [
      "an entry that is null",
      [null],
      "catalog/models.json: entry 0: Invalid input: expected object",
    ],
    ["an entry without cost", [costless], "entry 0 (acme/painter-2), cost: is missing"],
  ])("is refused where it is %s", (_case, json, message) => {
    expect(() => parseCatalogue(json)).toThrow(message);
  });

  it("yields one line even where the id holds several", () => {
    expect(() => parseCatalogue([{ ...entry, id: "a\nb" }])).toThrow(/^.+$/);
  });
});

describe("a catalogue file", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "latchkey-catalogue-"));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  it("that is missing is named", () => {
    expect(() => readCatalogue(join(directory, "none.json"))).toThrow(
      /^.*none\.json: cannot be read: ENOENT.*$/,
    );
  });

  it.each([["{"], ["[\n{ 'id': 1 }\n]"], [""]])("that is not JSON is named: %j", (content) => {
    const file = join(directory, "models.json");
    writeFileSync(file, content);
    expect(() => readCatalogue(file)).toThrow(/^.*models\.json: is not valid JSON: .+$/);
  });

  it("that does not fit is named with entry and field", () => {
    const file = join(directory, "models.json");
    writeFileSync(file, JSON.stringify([{ ...entry, cost: -1 }]));
    expect(() => readCatalogue(file)).toThrow(
      /models\.json: entry 0 \(acme\/painter-2\), cost: must be at least 1 credit$/,
    );
  });
});

/** Puts the entry second, so that its number is seen to be counted rather than assumed. */
function expectRefusal(broken: object, field: string, rule: string): void {
  const catalogue = [{ ...entry, id: "acme/sound" }, broken];
  const id = "id" in broken ? String(broken.id) : "";
  const start = `catalog/models.json: entry 1 (${id}), ${field}: `;
  let message = "";
  try {
    parseCatalogue(catalogue);
  } catch (error) {
    message = String(error);
  }
  expect(message).toContain(start);
  expect(message.slice(message.indexOf(start) + start.length)).toContain(rule);
}
