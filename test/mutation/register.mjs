import { register } from "node:module";
import "tsx";

register("./resolve.mjs", import.meta.url);
