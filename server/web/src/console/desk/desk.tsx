// The desk: either the choice of a counter, or the view for serving at it.
import { useLayoutEffect, useState } from "preact/hooks";
import { useApp } from "../context";
import { CounterChoice } from "./counter_choice";
import { myCounter } from "./model";
import { Serving } from "./serving";

export function DeskView() {
  const { lobby, session } = useApp();
  const mine = myCounter(lobby, session.user.id);
  const [choosing, setChoosing] = useState(false);
  const mineId = mine?.id;
  useLayoutEffect(() => setChoosing(false), [mineId]);
  if (!mine || choosing) return <CounterChoice mine={mine} onKeep={() => setChoosing(false)} />;
  return <Serving counter={mine} onChange={() => setChoosing(true)} />;
}
