// A modal dialog: the browser's own, which keeps the focus inside and closes with Escape.
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
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
  useEffect(() => {
    box.current?.showModal();
    heading.current?.focus();
  }, []);
  return (
    <dialog ref={box} aria-labelledby="dialog-title" onClose={onClose} onKeyDown={onKey}>
      <div class="dialog-head">
        <h2 id="dialog-title" ref={heading} tabIndex={-1}>{title}</h2>
        {!ownWayOut && (
          <button type="button" class="quiet" onClick={() => box.current?.close()}>{t("close")} <kbd>Esc</kbd></button>
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
  onYes: () => void;
  onClose: () => void;
}

export function Confirm({ title, text, yes, onYes, onClose }: ConfirmProps) {
  const { t, live } = useApp();
  return (
    <Dialog title={title} onClose={onClose} ownWayOut>
      <p>{text}</p>
      <div class="dialog-acts">
        <button type="button" class="danger" disabled={!live} onClick={() => {
          onClose();
          onYes();
        }}>{yes}</button>
        <button type="button" class="quiet" onClick={onClose}>{t("cancel")} <kbd>Esc</kbd></button>
      </div>
    </Dialog>
  );
}
