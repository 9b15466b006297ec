import { expect, it } from "@jest/globals";
import { listedCopy } from "../../../../core/store/all-events.ts";
import { expiryNotice } from "../../../../core/store/expiry-notice.ts";

it("an event is listed among those of its UTC day, for 30 days", () => {
  const atEpochMs = Date.parse("2027-01-15T23:59:59.999Z");
  const expiring = { id: "3kTMd92x", accountId: "acct_1", expiresAt: 1_800_600_000 };
  const event = { ...expiryNotice(expiring, 7), atEpochMs };
  expect(listedCopy(event)).toEqual({
    key: { pk: "EVENTS#2027-01-15", sk: `LISTED#${event.id}` },
    ttl: Date.parse("2027-02-14T23:59:59Z") / 1000,
  });
});
