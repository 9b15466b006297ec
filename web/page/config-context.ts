import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { type Config, configOf } from "../../core/config/config.ts";
import { defaultSettings } from "../../core/config/default-settings.ts";

/** The product's settings; the defaults where index.html has none. */
export const ConfigContext = createContext<Config>(configOf(defaultSettings));

export function useConfig(): Config {
  return useContext(ConfigContext);
}
