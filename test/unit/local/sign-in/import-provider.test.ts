import { expect, it, jest } from "@jest/globals";
import { importProvider } from "../../../../local/sign-in/import-provider.ts";

it("loads the provider without its word on Node 20, and lets others' warnings through", async () => {
  const warn = jest.spyOn(console, "warn").mockImplementation(() => {});
  const loading = importProvider();
  console.warn("something else");
  const { Provider } = await loading;
  console.warn("something after");
  expect(typeof Provider).toBe("function");
  expect(warn.mock.calls).toEqual([["something else"], ["something after"]]);
});
