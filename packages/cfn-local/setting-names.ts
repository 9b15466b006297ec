/**
 * The names under which the person at the terminal makes these settings. Error messages use them,
 * so a program that takes its settings from environment variables gives those names.
 */
export interface SettingNames {
  readonly port: string;
  readonly dataDir: string;
  readonly dynamodbEndpoint: string;
}

/** The names of the options of `serveAssembly`. */
export const optionNames: SettingNames = {
  port: "port",
  dataDir: "dataDir",
  dynamodbEndpoint: "dynamodbEndpoint",
};
