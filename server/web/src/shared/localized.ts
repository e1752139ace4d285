// Content texts in several languages, chosen as on the devices (core/lobby/localized.h).

export type LocalizedText = Record<string, string>;

export function textIn(text: LocalizedText | undefined, language: string): string {
  if (!text) return "";
  for (const candidate of [language, "fi", "en", "sv"]) {
    const found = text[candidate];
    if (found) return found;
  }
  const keys = Object.keys(text);
  return keys.length > 0 ? text[keys[0] as string] || "" : "";
}
