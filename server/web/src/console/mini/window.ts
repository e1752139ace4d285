// Opens the small window that stays beside other programs; once open, it is brought to the front.
export function openMini(): void {
  window.open("/#/mini", "vuoro-mini", "popup,width=360,height=240")?.focus();
}
