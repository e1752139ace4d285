// The menu of the counter. It closes with a choice, with Escape and with a press beside it, and then the desk's keys are free again:
// with the focus left on the menu, Space would open it instead of calling.
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

export function Menu({ label, onClosed, children }: { label: string; onClosed: () => void; children: ComponentChildren }) {
  const box = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const beside = (event: PointerEvent) => {
      if (box.current?.open && !box.current.contains(event.target as Node)) box.current.open = false;
    };
    document.addEventListener("pointerdown", beside);
    return () => document.removeEventListener("pointerdown", beside);
  }, []);
  const toggled = () => {
    if (!box.current || box.current.open) return;
    const focused = document.activeElement;
    if (!focused || focused === document.body || box.current.contains(focused)) onClosed();
  };
  const key = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !box.current?.open) return;
    event.preventDefault();
    box.current.open = false;
  };
  const chosen = (event: MouseEvent) => {
    if (box.current && (event.target as HTMLElement).closest("button")) box.current.open = false;
  };
  return (
    <details class="menu" ref={box} onToggle={toggled} onKeyDown={key}>
      <summary>{label}</summary>
      <div class="menu-box" onClick={chosen}>{children}</div>
    </details>
  );
}
