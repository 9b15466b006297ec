import { describe, expect, it } from "@jest/globals";
import { createUsers } from "../../../../local/sign-in/users.ts";

const one = { email: "one@example.com", subject: "one", groups: [] };
const two = { email: "two@example.com", subject: "two", groups: ["latchkey-admin"] };

describe("users", () => {
  it("are known by address and password, in any case of the address", async () => {
    const users = await createUsers([one, two], "right password");
    expect(await users.authenticate("one@example.com", "right password")).toEqual(one);
    expect(await users.authenticate(" TWO@Example.com ", "right password")).toEqual(two);
    expect(users.find("two")).toEqual(two);
    expect(users.find("three")).toBeUndefined();
  });

  it.each([
    ["one@example.com", "Right password"],
    ["one@example.com", "right password "],
    ["one@example.com", ""],
    ["three@example.com", "right password"],
    ["", ""],
    ["__proto__", "right password"],
  ])("are not %j with %j", async (email, password) => {
    const users = await createUsers([one, two], "right password");
    expect(await users.authenticate(email, password)).toBeUndefined();
  });
});
