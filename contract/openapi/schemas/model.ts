import * as z from "zod";
import { model } from "../../../catalog/model.ts";

export const modelSchema = model.describe("A model that the API offers.");

export const modelListSchema = z
  .strictObject({ object: z.literal("list"), data: z.array(modelSchema) })
  .describe("The whole catalogue.");
