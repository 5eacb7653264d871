import { readFileSync } from "node:fs";

interface Described {
  components: {
    schemas: { AskedSheets: { properties: { language: { enum?: readonly string[]; const?: string } } } };
  };
}

/** The languages that map sheets can be made in, as a server's description of its routes says: one, or several. */
export function languagesOf(described: Described): readonly string[] {
  const said = described.components.schemas.AskedSheets.properties.language;
  return said.enum ?? (said.const === undefined ? [] : [said.const]);
}

export function sheetLanguages(): readonly string[] {
  return languagesOf(JSON.parse(readFileSync(new URL("../openapi.json", import.meta.url), "utf8")));
}
