import { main } from "../cli/main.ts";
import { rotatePepperProgram } from "../cli/pepper/rotate-pepper.ts";

await main(rotatePepperProgram);
