import * as z from "zod";

/** What goes into a model and what comes out of it. */
export const media = ["text", "image", "video", "audio", "3d"] as const;

/** The longest a text shown to a person may be, in characters; keeps the list readable and small. */
const longestTextCharacters = 200;

const medium = z.enum(media);

const shownText = z
  .string()
  .regex(/^\S(.*\S)?$/, "must be one line of text without surrounding spaces")
  .max(longestTextCharacters, `must have at most ${longestTextCharacters} characters`);

const settingFields = {
  key: z.string().regex(/^[a-z][a-z0-9_]*$/, "must be lower-case words joined by _"),
  label: shownText,
};

const selectSetting = z
  .strictObject({
    ...settingFields,
    inputType: z.literal("select"),
    defaultValue: shownText,
    /** The values to choose from; absent where the model's vendor keeps the list. */
    options: z.array(shownText).min(2, "must offer at least 2 choices").optional(),
  })
  .superRefine(({ defaultValue, options }, context) => {
    if (!options) return;
    if (new Set(options).size < options.length) {
      context.addIssue({ code: "custom", path: ["options"], message: "must not repeat a choice" });
    }
    if (!options.includes(defaultValue)) {
      context.addIssue({
        code: "custom",
        path: ["defaultValue"],
        message: "must be one of the options",
      });
    }
  });

const numberSetting = z
  .strictObject({
    ...settingFields,
    inputType: z.literal("number"),
    defaultValue: z.number(),
    min: z.number().optional(),
    max: z.number().optional(),
    step: z.number().positive("must be above 0").optional(),
  })
  .superRefine(({ defaultValue, min = -Infinity, max = Infinity }, context) => {
    if (min > max) {
      context.addIssue({ code: "custom", path: ["max"], message: "must not be below min" });
    } else if (defaultValue < min || defaultValue > max) {
      context.addIssue({
        code: "custom",
        path: ["defaultValue"],
        message: "must lie between min and max",
      });
    }
  });

const textSetting = z.strictObject({
  ...settingFields,
  inputType: z.literal("text"),
  defaultValue: z.string(),
});

const toggleSetting = z.strictObject({
  ...settingFields,
  inputType: z.literal("toggle"),
  defaultValue: z.boolean(),
});

const setting = z.discriminatedUnion(
  "inputType",
  [selectSetting, numberSetting, textSetting, toggleSetting],
  { error: "must be select, number, text or toggle" },
);

/** One entry of the catalogue: a model that the API offers, as clients see it. */
export const model = z
  .strictObject({
    id: z
      .string()
      .regex(
        /^[a-z0-9][a-z0-9.-]*\/[a-z0-9][a-z0-9.-]*$/,
        "must be <vendor>/<model> in lower-case letters, digits, dots and hyphens",
      ),
    name: shownText,
    modality: medium,
    /** Credits that one request costs. */
    cost: z.number().int("must be a whole number of credits").positive("must be at least 1 credit"),
    inputTypes: z.array(medium).min(1, "must name at least 1 medium"),
    promptRequired: z.boolean(),
    outputType: medium,
    description: shownText,
    settings: z.array(setting),
  })
  .superRefine(({ inputTypes: inputs, promptRequired, settings }, context) => {
    if (new Set(inputs).size < inputs.length) {
      context.addIssue({ code: "custom", path: ["inputTypes"], message: "must not repeat" });
    }
    if (promptRequired && !inputs.includes("text")) {
      context.addIssue({
        code: "custom",
        path: ["promptRequired"],
        message: "must be false where inputTypes has no text",
      });
    }
    for (const [index, { key }] of settings.entries()) {
      if (settings.findIndex((earlier) => earlier.key === key) < index) {
        context.addIssue({
          code: "custom",
          path: ["settings", index, "key"],
          message: "must be unique within the model",
        });
      }
    }
  });
