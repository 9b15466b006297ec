import { readFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { lockfileSchema, refusedLicences } from "../../../build/supply-chain/licences.ts";

const lockfiles = [
  "package-lock.json",
  "bench/peers/package-lock.json",
  "bench/runtime/package-lock.json",
  "packages/cfn-local/dynamodb-local/package-lock.json",
];

it.each(lockfiles)("%s locks packages of allowed licences only", (path) => {
  const text = readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");
  expect(refusedLicences(lockfileSchema.parse(JSON.parse(text)))).toEqual([]);
});

it("refuses licences that are not listed or not known, alone and in expressions", () => {
  const packages = Object.fromEntries(
    [
      ["", "GPL-3.0"],
      ["node_modules/a", "GPL-3.0-or-later"],
      ["node_modules/b", undefined],
      ["node_modules/c/node_modules/@d/e", "MIT AND GPL-3.0"],
      ["node_modules/f", "(MIT OR GPL-3.0-or-later)"],
      ["node_modules/g", "Apache-2.0 AND MIT"],
    ].map(([path, license]) => [path, license === undefined ? {} : { license }]),
  );
  expect(refusedLicences(lockfileSchema.parse({ packages }))).toEqual([
    "a: GPL-3.0-or-later",
    "b: no licence",
    "@d/e: MIT AND GPL-3.0",
  ]);
});

it("takes a platform's binary to have its owner's licence", () => {
  const owner = { license: "MIT", optionalDependencies: { "owner-win32": "1.0.0" } };
  const packages = { "node_modules/owner": owner, "node_modules/owner-win32": {} };
  expect(refusedLicences({ packages })).toEqual([]);
});
