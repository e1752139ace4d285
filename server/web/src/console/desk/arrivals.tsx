// Tells a screen reader that somebody waits, when a clerk without a visitor would not know; each arrival once.
import { useEffect, useRef, useState } from "preact/hooks";
import { useApp } from "../context";
import type { Desk } from "./use_desk";

export function Arrivals({ desk }: { desk: Desk }) {
  const { t } = useApp();
  const [said, setSaid] = useState("");
  const first = desk.offered[0];
  const waitedBefore = useRef(!!first);
  useEffect(() => {
    if (first && !waitedBefore.current && !desk.visitor) setSaid(t("arrived", { number: first.number }));
    if (!first) setSaid("");
    waitedBefore.current = !!first;
  }, [first?.id, desk.visitor?.id]);
  return <p class="unseen" role="status">{said}</p>;
}
