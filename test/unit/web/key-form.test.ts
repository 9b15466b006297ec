import { describe, expect, it } from "@jest/globals";
import { nameField, noteField, rateLimitField } from "../../../functions/management/fields.ts";
import { rotationBody } from "../../../functions/management/inputs.ts";
import { defaultGraceSeconds, graceChoices } from "../../../web/page/keys/grace.ts";
import {
  changeOf,
  faultsOf,
  type KeyForm,
  nameFault,
  newKeyOf,
  noteFault,
} from "../../../web/page/keys/key-form.ts";
import { integerFault, restrictionFormOf } from "../../../web/page/keys/restriction-form.ts";
import { aKey, noon } from "./support/a-key.ts";

const form: KeyForm = {
  name: " New key ",
  environment: "staging",
  expiry: "never",
  date: "",
  limit: "30",
  note: "",
  ...restrictionFormOf({}, []),
};
const most = { limitPerMinute: 60 };

describe("the rules of the form", () => {
  it.each([
    "a",
    "  trimmed  ",
    "",
    "   ",
    "x".repeat(100),
    "x".repeat(101),
    "🦊".repeat(100),
    "🦊".repeat(101),
    "tab\tin between",
    "\u0000",
    "line\u2028break",
    "half \ud83e of one",
    "undecodable \ufffd",
    "\u202eright to left",
    "\u200b",
    "<b>bold</b>",
    "👩‍👩‍👧",
  ])("take a name exactly where the API does: %j", (name) => {
    expect(nameFault(name) === undefined).toBe(nameField.safeParse(name).success);
  });

  it.each([
    "",
    "two\nlines\tand a tab\r\n.",
    "x".repeat(500),
    "x".repeat(501),
    "🦊".repeat(500),
    "🦊".repeat(501),
    "bell\u0007inside",
    "half \ud83e of one",
    "undecodable \ufffd",
    "line\u2028break",
  ])("take a note exactly where the API does: %j", (note) => {
    expect(noteFault(note) === undefined).toBe(noteField.safeParse(note).success);
  });

  it.each(["1", "60", "61", "0", "-1", "1.5", "1e1", "", " 7 ", "x", "99999999999", "٣"])(
    "take a limit exactly where the API does on a plan of 60: %j",
    (limit) => {
      const isTaken = /^\s*\d+\s*$/.test(limit) && rateLimitField.max(60).safeParse(Number(limit));
      expect(integerFault(limit, 60) === undefined).toBe(isTaken !== false && isTaken.success);
    },
  );

  it("name each field at fault", () => {
    const faulty: KeyForm = {
      ...form,
      name: "",
      environment: "staging",
      expiry: "date",
      date: "2026-02-30",
      limit: "0",
      note: "x".repeat(501),
    };
    expect(Object.fromEntries(faultsOf(faulty, most, noon))).toEqual({
      name: "Enter a name.",
      expires_at: "Choose a date.",
      rate_limit_per_minute: "Must be a whole number from 1 to 60.",
      note: "Must be at most 500 characters; this has 501.",
    });
  });

  it("do not take a day that is over", () => {
    const yesterday: KeyForm = { ...form, expiry: "date", date: "2026-11-20" };
    expect(faultsOf(yesterday, most, noon).get("expires_at")).toMatch(/today or a later date/);
    expect(faultsOf({ ...yesterday, date: "2026-11-23" }, most, noon).size).toBe(0);
  });

  it("leave the limit to the plan where none is entered", () => {
    expect(faultsOf({ ...form, limit: " " }, most, noon).size).toBe(0);
    expect(newKeyOf({ ...form, limit: " " }, noon)).not.toHaveProperty("rate_limit_per_minute");
  });

  it("offer no grace that the API refuses", () => {
    const seconds = graceChoices.map((choice) => choice.seconds);
    expect(seconds).toEqual([0, 3600, 86_400, 604_800]);
    expect(seconds).toContain(defaultGraceSeconds);
    for (const grace_period_seconds of seconds) {
      expect(rotationBody.safeParse({ grace_period_seconds }).success).toBe(true);
    }
  });
});

describe("what is asked for", () => {
  it("is a trimmed name, the environment, the limit as a number and an expiry or null", () => {
    expect(newKeyOf(form, noon)).toEqual({
      name: "New key",
      environment: "staging",
      expires_at: null,
      rate_limit_per_minute: 30,
    });
  });

  it.each([
    ["30d", 30],
    ["90d", 90],
    ["1y", 365],
  ] as const)("expires with %s after as many days", (expiry, days) => {
    const { expires_at } = newKeyOf({ ...form, expiry }, noon);
    expect(Date.parse(expires_at ?? "")).toBe((noon + days * 86_400) * 1000);
  });

  it("expires with a date at the end of that day where the reader is", () => {
    const { expires_at } = newKeyOf({ ...form, expiry: "date", date: "2026-12-31" }, noon);
    expect(new Date(expires_at ?? "")).toEqual(new Date(2026, 11, 31, 23, 59, 59));
  });

  it("has a note, trimmed, where one is entered", () => {
    expect(newKeyOf({ ...form, note: " Nightly\njob " }, noon).note).toBe("Nightly\njob");
    expect(newKeyOf({ ...form, note: " \n" }, noon)).not.toHaveProperty("note");
  });

  it("is only what differs, where a key is changed", () => {
    const key = aKey({
      name: "New key",
      environment: "staging",
      note: " As stored ",
      rateLimitPerMinute: 30,
      expiresAt: noon + 60,
    });
    const same: KeyForm = { ...form, expiry: "keep", note: " As stored " };
    expect(changeOf(same, same, key, noon)).toEqual({});
    expect(changeOf({ ...same, name: "Other" }, same, key, noon)).toEqual({ name: "Other" });
    expect(changeOf({ ...same, environment: "production" }, same, key, noon)).toEqual({
      environment: "production",
    });
    expect(changeOf({ ...same, note: "New\n" }, same, key, noon)).toEqual({ note: "New" });
    expect(changeOf({ ...same, note: " " }, same, key, noon)).toEqual({ note: null });
    expect(changeOf({ ...same, note: " " }, same, aKey({ ...key, note: undefined }), noon)).toEqual(
      {},
    );
    expect(changeOf({ ...same, limit: "7" }, same, key, noon)).toEqual({
      rate_limit_per_minute: 7,
    });
    expect(changeOf({ ...same, limit: "" }, same, key, noon)).toEqual({});
    expect(changeOf({ ...same, expiry: "never" }, same, key, noon)).toEqual({ expires_at: null });
    expect(
      changeOf({ ...same, expiry: "never" }, same, aKey({ ...key, expiresAt: undefined }), noon),
    ).toEqual({});
  });
});
