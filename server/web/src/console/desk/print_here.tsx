// The number of somebody who cannot use the terminal, on paper: at a terminal of the site that the clerk chooses.
import { useState } from "preact/hooks";
import { useApp, type Text } from "../context";
import { inContactMs, useDeviceStatus } from "../devices_status";
import type { PrintJob, Ticket } from "../records";

/// Where this window printed last: the terminal beside this desk, most likely.
let lastTerminal = "";

interface Props {
  ticket: Ticket;
  /// For the code on the paper.
  followToken: string;
}

/// Nothing where the site has no terminal.
export function PrintHere({ ticket, followToken }: Props) {
  const { t, lobby, live, busy, act } = useApp();
  const statuses = useDeviceStatus();
  const terminals = [...lobby.tables.device.values()]
    .filter((device) => device.role === "terminal" && !device.revoked)
    .sort((a, b) => a.name.localeCompare(b.name));
  const [chosen, setChosen] = useState(lastTerminal);
  const [asked, setAsked] = useState<PrintJob | undefined>();
  const terminal = terminals.find((device) => device.id === chosen) || terminals[0];
  if (!terminal) return null;
  const job = asked && (lobby.tables.print_job.get(asked.id) || asked);
  const inContact = (id: string) => {
    const heard = statuses?.get(id)?.status_time;
    return !!heard && lobby.now() - heard < inContactMs;
  };
  const print = async () => {
    lastTerminal = terminal.id;
    const result = await act("ticket.print",
      { ticket_id: ticket.id, device_id: terminal.id, follow_token: followToken }, () => t("print_sent", { name: terminal.name }));
    if (result) setAsked(result["print_job"] as PrintJob);
  };
  const nameOf = (id: string) => lobby.tables.device.get(id)?.name || "";
  return (
    <fieldset class="print-here">
      <legend>{t("print_title")}</legend>
      <div class="inline">
        <label for="print-where">{t("print_where")}</label>
        <select id="print-where" value={terminal.id} onChange={(event) => setChosen(event.currentTarget.value)}>
          {terminals.map((device) => (
            <option key={device.id} value={device.id}>
              {statuses && !inContact(device.id) ? t("print_no_contact", { name: device.name }) : device.name}
            </option>
          ))}
        </select>
        <button type="button" onClick={() => void print()}
          disabled={!live || busy || (job?.state === "waiting" && job.device_id === terminal.id)}>{t("print_submit")}</button>
      </div>
      <p role="status" class={job && isTrouble(job) ? "problem" : "soft"}>{job ? outcomeText(t, job, nameOf(job.device_id)) : ""}</p>
    </fieldset>
  );
}

const isTrouble = (job: PrintJob) => job.state !== "waiting" && job.state !== "printed";

function outcomeText(t: Text, job: PrintJob, name: string): string {
  switch (job.state) {
    case "waiting": return t("print_waiting", { name });
    case "printed": return t("print_printed", { name });
    case "unknown": return t("print_unknown", { name });
    case "expired": return t("print_expired", { name });
    case "cancelled": return t("print_cancelled", { name });
    case "nothing": return job.why === "paper_out" ? t("print_no_paper", { name }) : t("print_nothing", { name });
  }
}
