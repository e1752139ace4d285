// An act was sent and has no answer yet: seen at once when the answer takes longer than a blink.
import { useApp } from "../context";

export function UnderWay() {
  const { t } = useApp();
  return <p class="under-way" aria-hidden="true">{t("act_sending")}</p>;
}
