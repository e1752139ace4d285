// One key an act, wherever the focus is on the desk.
import { useLayoutEffect, useRef } from "preact/hooks";
import { useApp } from "../context";
import { isDeskKey, miniKey, pauseKey, ticketActs, ticketKey, undoKey } from "./acts";
import { mayRun, type Desk } from "./use_desk";

/// @param wanted     whether single keys act at all
/// @param openMini   how the small window is opened; none inside of it
export function useDeskKeys(desk: Desk, wanted: boolean, openMini?: () => void): void {
  const { held } = useApp();
  const sent = useRef("");  // the key that acted last
  const press = (event: KeyboardEvent) => {
    if (!wanted || desk.asking || !isDeskKey(event)) return;
    const key = event.key.toLowerCase();
    const { visitor } = desk;
    const description = ticketActs.find((entry) => entry.key === key);
    const acts: Record<string, (() => void) | undefined> = {
      " ": () => void desk.next(),
      [undoKey]: desk.undo,
      [ticketKey]: () => desk.ask({ kind: "ticket" }),
      [pauseKey]: desk.pause,
      [miniKey]: openMini,
    };
    const run = description
      ? () => { if (visitor && mayRun(desk, description)) desk.run(description, visitor); }
      : acts[key];
    if (!run) return;
    event.preventDefault();
    if (key === miniKey) return run();
    if (held(key === sent.current)) return;
    sent.current = key;
    run();
  };
  const pressNow = useRef(press);
  pressNow.current = press;
  useLayoutEffect(() => {
    const listener = (event: KeyboardEvent) => pressNow.current(event);
    document.addEventListener("keydown", listener);
    return () => document.removeEventListener("keydown", listener);
  }, []);
}
