// The follow page's messages in all its languages.
import { translator, type Translate } from "../shared/catalogue";
import type { Language } from "./languages";
import { ar } from "./texts/ar";
import { en } from "./texts/en";
import { fi, type Source } from "./texts/fi";
import { ru } from "./texts/ru";
import { sv } from "./texts/sv";

export type Text = Translate<Source>;
export type Key = keyof Source;
export const texts: Record<Language, Text> = {
  fi: translator<Source>(fi), sv: translator<Source>(sv), en: translator<Source>(en),
  ru: translator<Source>(ru), ar: translator<Source>(ar),
};
/// Read when nobody's language is known: all three at once.
export const common: Text[] = [texts.fi, texts.sv, texts.en];
