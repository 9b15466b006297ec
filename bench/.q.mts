import { cpu } from "./cpu.ts";
