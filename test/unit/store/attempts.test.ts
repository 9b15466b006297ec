import { describe, expect, it, jest } from "@jest/globals";
import { type Attempt, BusyError, untilUndisturbed } from "../../../functions/store/attempts.ts";

const atOnce = () => 0;

describe("untilUndisturbed", () => {
  it("tries anew after each disturbance and gives the first result", async () => {
    const attempt = jest.fn<Attempt<string>>().mockResolvedValue("done");
    attempt.mockResolvedValueOnce(undefined).mockResolvedValueOnce(undefined);
    expect(await untilUndisturbed(attempt, atOnce)).toBe("done");
    expect(attempt).toHaveBeenCalledTimes(3);
  });

  it("takes any result but undefined for one", async () => {
    for (const result of [0, "", false, null]) {
      expect(await untilUndisturbed(async () => result, atOnce)).toBe(result);
    }
  });

  it("gives up after twelve attempts", async () => {
    const attempt = jest.fn<Attempt<string>>().mockResolvedValue(undefined);
    await expect(untilUndisturbed(attempt, atOnce)).rejects.toBeInstanceOf(BusyError);
    expect(attempt).toHaveBeenCalledTimes(12);
  });

  it("passes a fault on without another attempt", async () => {
    const attempt = jest.fn<Attempt<string>>().mockRejectedValue(new Error("out of reach"));
    await expect(untilUndisturbed(attempt, atOnce)).rejects.toThrow("out of reach");
    expect(attempt).toHaveBeenCalledTimes(1);
  });
});
