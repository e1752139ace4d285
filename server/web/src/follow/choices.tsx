// What the visitor can do from the phone: let others pass, or leave. Each asks once before it is done.
import { useEffect, useRef, useState } from "preact/hooks";
import { act, type Outcome } from "./acts";
import type { Text } from "./messages";
import type { Followed } from "./watch";

interface Props {
  token: string;
  ticket: Followed;
  t: Text;
  hurry: () => void;
}

type Open = "nothing" | "delay" | "leave" | "sending";

const steps = [5, 10];

/// With fewer people behind, letting all of them pass is what can be offered.
export function peopleToPass(behind: number): number[] {
  if (behind <= 0) return [];
  const offered = steps.filter((people) => people <= behind);
  return offered.length > 0 ? offered : [behind];
}

export function Choices({ token, ticket, t, hurry }: Props) {
  const [open, setOpen] = useState<Open>("nothing");
  const [told, setTold] = useState<Outcome | number | undefined>();
  const first = useRef<HTMLButtonElement>(null);
  const asked = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const heading = asked.current;
    if ((open !== "delay" && open !== "leave") || !heading) return;
    heading.focus();
    if (heading.parentElement) heading.parentElement.scrollIntoView(false);
  }, [open]);

  const leavable = ticket.state === "waiting" || ticket.state === "parked";
  const people = ticket.state === "waiting" && (ticket.delays_left || 0) > 0 ? peopleToPass(ticket.behind || 0) : [];
  if (!leavable) return null;

  const send = async (what: "delay" | "leave", fields: Record<string, unknown>, done?: number) => {
    setOpen("sending");
    const outcome = await act(token, what, fields);
    setTold(outcome === "done" ? done : outcome);
    setOpen("nothing");
    hurry();
    first.current?.focus();
  };
  const ask = (what: Open) => {
    setTold(undefined);
    setOpen(what);
  };

  return (
    <section class="choices" aria-busy={open === "sending"}>
      <p role="status" class="told">
        {open === "sending" ? t("sending") : typeof told === "number" ? t("delay_done", { n: told })
          : told === "failed" ? t("act_failed") : told === "refused" ? t("act_refused")
          : told === "slower" ? t("act_slower") : ""}
      </p>
      {open === "nothing" && (
        <div class="pair">
          {people.length > 0 && <button type="button" ref={first} onClick={() => ask("delay")}>{t("delay")}</button>}
          <button type="button" onClick={() => ask("leave")}>{t("leave")}</button>
        </div>
      )}
      {open === "delay" && (
        <div class="question">
          <h2 ref={asked} tabIndex={-1}>{t("delay_ask")}</h2>
          <p>{t("delay_warn")} {ticket.delays_left === 1 ? t("delay_last") : t("delay_left", { n: ticket.delays_left || 0 })}</p>
          <div class="pair">
            {people.map((n) => (
              <button key={n} type="button" class="strong" onClick={() => void send("delay", { people: n }, n)}>
                {t("delay_people", { n })}
              </button>
            ))}
          </div>
          <button type="button" onClick={() => ask("nothing")}>{t("stay")}</button>
        </div>
      )}
      {open === "leave" && (
        <div class="question">
          <h2 ref={asked} tabIndex={-1}>{t("leave_ask")}</h2>
          <p>{t("leave_warn")}</p>
          <button type="button" class="strong" onClick={() => ask("nothing")}>{t("stay")}</button>
          <button type="button" class="grave" onClick={() => void send("leave", {})}>{t("leave_yes")}</button>
        </div>
      )}
    </section>
  );
}
