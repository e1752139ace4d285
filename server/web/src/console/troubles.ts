// What troubles a machine, in the reader's language: by its codes (docs/protocol.md, Troubles of devices); in its own
// English words where it says none that is known here.
import type { Text } from "./context";
import type { DeviceStatus } from "./devices_status";
import { fi } from "./i18n/fi";

type Status = DeviceStatus["status"];

const printerWell = ["", "ok", "ready", "none"];

/// For what the console does beside saying it.
export function troubleCodes(status: Status): { code: string; values?: Record<string, string> }[] {
  return status?.trouble_codes || [];
}

/// A sentence each.
export function troubleWords(status: Status, t: Text): string[] {
  const { troubles = [], trouble_codes: codes = [], printer = "" } = status || {};
  const told = troubles.map((text, i) => sentence(codes[i]?.code || "", codes[i]?.values || {}, t) ?? text);
  if (printerWell.includes(printer)) return told;
  return [sentence(`printer_${printer}`, {}, t) ?? t("trouble_printer", { state: printer }), ...told];
}

function sentence(code: string, values: Record<string, string>, t: Text): string | undefined {
  const key = code === "figures_too_small" ? "display_too_small" : `trouble_${code}`;
  return key in fi ? t(key as "trouble_clock_ahead", values as { by: string }) : undefined;
}
