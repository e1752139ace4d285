// The menu of the counter. It closes with a choice, with Escape and with a press beside it, and then the desk's keys are free again:
// with the focus left on the menu, Space would open it instead of calling.
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

export function Menu({ label, onClosed, children }: { label: string; onClosed: () => void; children: ComponentChildren }) {
  const box = useRef<HTMLDetailsElement>(null);
  // Not by the browser's "toggle", which comes in a task of its own: the next key may be there before.
  const close = () => {
    if (!box.current?.open) return;
    box.current.open = false;
    const focused = document.activeElement;
    if (!focused || focused === document.body || box.current.contains(focused)) onClosed();
  };
  const closeNow = useRef(close);
  closeNow.current = close;
  useLayoutEffect(() => {
    const beside = (event: PointerEvent) => {
      if (!box.current?.contains(event.target as Node)) closeNow.current();
    };
    document.addEventListener("pointerdown", beside);
    return () => document.removeEventListener("pointerdown", beside);
  }, []);
  const key = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !box.current?.open) return;
    event.preventDefault();
    close();
  };
  const chosen = (event: MouseEvent) => {
    if ((event.target as HTMLElement).closest("button")) close();
  };
  const pressed = (event: MouseEvent) => {
    if (!box.current?.open) return;
    event.preventDefault();
    close();
  };
  return (
    <details class="menu" ref={box} onKeyDown={key}>
      <summary onClick={pressed}>{label}</summary>
      <div class="menu-box" onClick={chosen}>{children}</div>
    </details>
  );
}
