// How the machines are: asked for now and then, since it is not in the feed.
import { useEffect, useState } from "preact/hooks";
import { request } from "../shared/request";
import { useApp } from "./context";

export interface DeviceStatus {
  device_id: string;
  status_time?: number | null;
  status?: { version?: string; printer?: string; outbox_waiting?: number;
    /// In English, and one code each; older programs say no codes. To be read by troubleWords().
    troubles?: string[]; trouble_codes?: { code: string; values?: Record<string, string> }[];
    /// Since when it has reached us without a break, and when its copy was last known to be complete.
    online_since?: number; last_sync?: number;
    /// Our clock minus its own.
    clock_offset_ms?: number;
    /// What it can give without asking, and until when.
    numbers?: HeldNumbers[];
    places?: { service_id: string; places: number; until: number }[]; } | null;
}

export interface HeldNumbers {
  queue_id: string;
  left: number;
  until: number;
  /// "2026-03-05"; older programs do not say it.
  service_day?: string;
}

/// Of a lobby's own server: how its line to the central one is now.
export interface CentralLine {
  device_id: string;
  online: boolean;
  /// Since when it is online, or is not.
  since: number;
  why: string;
  status: NonNullable<DeviceStatus["status"]>;
}

/// Why the server that was asked cannot do all that it should, of itself.
export interface OwnFault {
  kind: "record" | "damaged" | "cannot_write" | "clock";
  message: string;  // for a technician
}

/// How the machines are, by their ids.
export interface Machines {
  of: Map<string, DeviceStatus>;
  /// Undefined at the central server.
  line?: CentralLine | undefined;
  /// Undefined when nothing is the matter with the server itself.
  ownFault?: OwnFault | undefined;
}

const everyMs = 15_000;

/// Contact within this time counts as "now".
export const inContactMs = 90_000;

/// As the server asks: a lobby's own server that was heard of within this time is there.
export const silenceMaxMs = 120_000;

/// @return undefined where the role may not see it
export function useMachines(): Machines | undefined {
  const { lobby, live } = useApp();
  const [found, setFound] = useState<Machines | undefined>({ of: new Map() });
  const devices = lobby.tables.device.size;
  useEffect(() => {
    let wanted = true;
    const ask = async () => {
      const answer = await request("/api/v1/devices/status", { timeoutMs: 6_000 });
      if (wanted && answer?.status === 403) return setFound(undefined);
      if (!wanted || !answer || answer.status !== 200) return;
      const { devices: list, line, own_fault: ownFault } = answer.body as { devices?: DeviceStatus[]; line?: CentralLine; own_fault?: OwnFault };
      setFound({ of: new Map((list || []).map((entry) => [entry.device_id, entry])), line, ownFault });
    };
    void ask();
    const timer = setInterval(() => void ask(), everyMs);
    return () => {
      wanted = false;
      clearInterval(timer);
    };
  }, [lobby, live, devices]);
  return found;
}

/// @return undefined where the role may not see it
export function useDeviceStatus(): Map<string, DeviceStatus> | undefined {
  return useMachines()?.of;
}
