// A modal dialog: the browser's own, which keeps the focus inside and closes with Escape.
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { useApp } from "./context";

interface Props {
  title: string;
  onClose: () => void;
  onKey?: (event: KeyboardEvent) => void;
  /// The dialog's own buttons end it; a second way beside its title would only ask which one is meant.
  ownWayOut?: boolean;
  children: ComponentChildren;
}

export function Dialog({ title, onClose, onKey, ownWayOut = false, children }: Props) {
  const { t } = useApp();
  const box = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  // With the drawing and not after it, so that the very next key belongs to the dialog.
  useLayoutEffect(() => {
    box.current?.showModal();
    heading.current?.focus();
  }, []);
  // The browser tells of a close in a task of its own; until then the next key would be nobody's.
  const ended = useRef(false);
  const end = () => {
    if (ended.current) return;
    ended.current = true;
    box.current?.close();
    onClose();
  };
  const key = (event: KeyboardEvent) => {
    if (event.key === "Escape" && !event.isComposing && !event.defaultPrevented) {
      event.preventDefault();
      end();
    } else {
      onKey?.(event);
    }
  };
  return (
    <dialog ref={box} aria-labelledby="dialog-title" onClose={end} onKeyDown={key}>
      <div class="dialog-head">
        <h2 id="dialog-title" ref={heading} tabIndex={-1}>{title}</h2>
        {!ownWayOut && (
          <button type="button" class="quiet" onClick={end}>{t("close")} <kbd>Esc</kbd></button>
        )}
      </div>
      {children}
    </dialog>
  );
}

interface ConfirmProps {
  title: string;
  text: string;
  yes: string;
  /// A second yes, to be ticked before the first can be said.
  tick?: string | undefined;
  onYes: () => void;
  onClose: () => void;
}

export function Confirm({ title, text, yes, tick, onYes, onClose }: ConfirmProps) {
  const { t, live } = useApp();
  const [ticked, setTicked] = useState(false);
  return (
    <Dialog title={title} onClose={onClose} ownWayOut>
      <p>{text}</p>
      {tick && (
        <label class="tick"><input type="checkbox" checked={ticked} onChange={(event) => setTicked(event.currentTarget.checked)} />{tick}</label>
      )}
      <div class="dialog-acts">
        <button type="button" class="danger" disabled={!live || (!!tick && !ticked)} onClick={() => {
          onClose();
          onYes();
        }}>{yes}</button>
        <button type="button" class="quiet" onClick={onClose}>{t("cancel")} <kbd>Esc</kbd></button>
      </div>
    </Dialog>
  );
}
