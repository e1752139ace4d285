// The technician's view: one-time codes for new machines, the list, and revoking.
import { useState } from "preact/hooks";
import { clock } from "../shared/time";
import { useApp } from "./context";
import { queuesInOrder } from "./desk/model";
import { useMachines } from "./devices_status";
import { connectionWords, heldFor, heldUntil, servedElsewhere } from "./devices_words";
import { Confirm, Dialog } from "./dialog";
import type { Device, DeviceRole } from "./records";
import { SiteServer } from "./site_server";
import { troubleWords } from "./troubles";

export function DevicesView() {
  const { t, own, lobby, live, act } = useApp();
  const [revoking, setRevoking] = useState<Device | undefined>();
  const machines = useMachines();
  const status = machines?.of;
  const devices = [...lobby.tables.device.values()].sort((a, b) =>
    Number(a.revoked) - Number(b.revoked) || a.name.localeCompare(b.name, "fi"));
  /// "A 42, K 40, Passi 4 (tomorrow 9.30)": what it can give while it does not reach us, in the order of the queues; until
  /// when, where that is not the end of the day. A machine that is shut out gives nothing.
  const held = (device: Device): string => {
    if (device.revoked) return "–";
    const known = status?.get(device.id)?.status;
    const place = new Map(queuesInOrder(lobby).map((queue, index) => [queue.id, index]));
    const numbers = [...(known?.numbers || [])]
      .sort((a, b) => (place.get(a.queue_id) ?? Infinity) - (place.get(b.queue_id) ?? Infinity) || a.until - b.until)
      .map((one) => ({ ...one, day: heldFor(one, t, lobby) }))
      .filter((one) => one.day !== undefined)
      .map((one) => `${lobby.tables.queue.get(one.queue_id)?.prefix || "?"} ${one.left}${one.day}`);
    const places = (known?.places || []).map((one) => `${own(lobby.tables.service.get(one.service_id)?.name)} ${one.places}${heldUntil(one.until, t, lobby)}`);
    return [...numbers, ...places].join(", ") || "–";
  };
  return (
    <div class="page">
      <h1>{t("devices_title")}</h1>
      <p class="lead">{t("devices_lead")}</p>
      {!live && <p class="off" role="note">{t("acts_off")}</p>}
      {machines?.ownFault && (
        <section class="card own-fault" role="status" aria-label={t("own_fault_title")}>
          <p><strong>{t("own_fault_title")}</strong> {t(`own_fault_${machines.ownFault.kind}`)}</p>
          <p class="soft">{machines.ownFault.message}</p>
        </section>
      )}
      <NewDevice />
      <SiteServer machines={machines} />
      <section class="card">
        {devices.length === 0 ? <p class="empty">{t("devices_none")}</p> : (
          <div class="scroll" tabIndex={0} role="region" aria-label={t("devices_title")}>
            <table class="list">
              <thead>
                <tr>
                  <th scope="col">{t("col_name")}</th>
                  <th scope="col">{t("device_role")}</th>
                  <th scope="col">{t("col_state")}</th>
                  <th scope="col">{t("col_connection")}</th>
                  <th scope="col">{t("col_version")}</th>
                  <th scope="col">{t("col_held")}</th>
                  <th scope="col">{t("col_troubles")}</th>
                  <th scope="col">{t("col_fingerprint")}</th>
                  <th scope="col"><span class="unseen">{t("col_act")}</span></th>
                </tr>
              </thead>
              <tbody>
                {devices.map((device) => {
                  const known = status?.get(device.id)?.status;
                  const troubles = troubleWords(known, t);
                  const elsewhere = machines?.line?.device_id === device.id ? t("device_itself") : servedElsewhere(device, status?.get(device.id), t, lobby);
                  const [contact, ...more] = elsewhere ? [elsewhere] : connectionWords(status?.get(device.id), t, lobby, device.revoked);
                  return (
                    <tr key={device.id} data-over={device.revoked}>
                      <th scope="row">{device.name}</th>
                      <td>{t(`role_${device.role}`)}</td>
                      <td>{device.revoked ? t("device_revoked") : t("device_in_use")}</td>
                      <td class="figures"><div>{contact}</div>{more.map((line) => <div key={line} class="soft">{line}</div>)}</td>
                      <td class="figures">{known?.version || "–"}</td>
                      <td class="figures">{held(device)}</td>
                      <td>{troubles.length > 0 ? troubles.map((words) => <div key={words}>{words}</div>) : "–"}</td>
                      <td class="mono" title={device.certificate_fingerprint}>{device.certificate_fingerprint.slice(0, 12) || "–"}</td>
                      <td class="end">{!device.revoked && (
                        <button type="button" class="small" disabled={!live} onClick={() => setRevoking(device)}
                          aria-label={`${t("device_revoke")}: ${device.name}`}>{t("device_revoke")}</button>
                      )}</td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </div>
        )}
      </section>
      {revoking && (
        <Confirm title={t("device_revoke_title", { name: revoking.name })} text={t("device_revoke_lead")} yes={t("device_revoke")}
          onClose={() => setRevoking(undefined)}
          onYes={() => void act("device.revoke", { device_id: revoking.id }, () => t("device_revoked_said", { name: revoking.name }))} />
      )}
    </div>
  );
}

function NewDevice() {
  const { t, lobby, live, act } = useApp();
  const [name, setName] = useState("");
  const [role, setRole] = useState<DeviceRole>("terminal");
  const [problem, setProblem] = useState("");
  const [made, setMade] = useState<{ name: string; code: string; expiresAt: number } | undefined>();

  const make = async (event: Event) => {
    event.preventDefault();
    const given = name.trim();
    if (!given) return setProblem(t("device_name_empty"));
    setProblem("");
    const result = await act("device.code", { site_id: lobby.siteId, role, name: given });
    if (!result) return;
    setMade({ name: given, code: String(result["code"] || ""), expiresAt: Number(result["expires_at"]) || 0 });
    setName("");
  };
  return (
    <section class="card" aria-labelledby="device-add">
      <h2 id="device-add">{t("device_add")}</h2>
      <form class="device-form" onSubmit={make} noValidate>
        <div class="field">
          <label for="device-name">{t("device_name")}</label>
          <input id="device-name" value={name} maxLength={80} autoComplete="off" aria-invalid={!!problem}
            aria-describedby={problem ? "device-problem" : undefined} onInput={(event) => setName(event.currentTarget.value)} />
        </div>
        <fieldset class="inline">
          <legend>{t("device_role")}</legend>
          {(["terminal", "display", "site_server"] as const).map((kind) => (
            <label key={kind} class="tick"><input type="radio" name="role" checked={role === kind}
              onChange={() => setRole(kind)} />{t(`role_${kind}`)}</label>
          ))}
        </fieldset>
        <button type="submit" class="primary" disabled={!live}>{t("device_make_code")}</button>
      </form>
      <div role="alert" id="device-problem" class={problem ? "problem" : "problem-none"}>{problem}</div>
      {made && (
        <Dialog title={t("device_code_title", { name: made.name })} onClose={() => setMade(undefined)}>
          <p class="code figures">{made.code}</p>
          <p>{t("device_code_lead", { time: clock(made.expiresAt, lobby.timeZone) })}</p>
        </Dialog>
      )}
    </section>
  );
}
