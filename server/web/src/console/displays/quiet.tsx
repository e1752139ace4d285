// The hours of the day in which a display neither chimes nor speaks.
import { useApp } from "../context";
import type { DaySpan } from "../records";

const spansMax = 12;

export function QuietSpans({ spans, onChange }: { spans: DaySpan[]; onChange: (spans: DaySpan[]) => void }) {
  const { t } = useApp();
  const put = (at: number, span: DaySpan) => onChange(spans.map((old, i) => (i === at ? span : old)));
  return (
    <fieldset>
      <legend>{t("display_quiet")}</legend>
      <p class="soft">{t("display_quiet_hint")}</p>
      {spans.map((span, at) => (
        <div key={at} class="quiet-span">
          <input type="time" required value={span.from} aria-label={t("display_quiet_from", { n: at + 1 })}
            onInput={(event) => put(at, { ...span, from: event.currentTarget.value })} />
          <span aria-hidden="true">–</span>
          <input type="time" required value={span.to} aria-label={t("display_quiet_to", { n: at + 1 })}
            onInput={(event) => put(at, { ...span, to: event.currentTarget.value })} />
          <button type="button" class="small" aria-label={t("display_quiet_remove", { n: at + 1 })}
            onClick={() => onChange(spans.filter((_, i) => i !== at))}>{t("remove")}</button>
        </div>
      ))}
      {spans.length < spansMax && (
        <button type="button" class="small" onClick={() => onChange([...spans, { from: "20:00", to: "08:00" }])}>
          {t("display_quiet_add")}</button>
      )}
    </fieldset>
  );
}
