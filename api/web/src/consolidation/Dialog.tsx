import { type ReactNode, useEffect, useRef } from "react";

/** A dialog of the browser's own: the page behind it rests, Esc closes it, focus returns to where it was. */
export function Dialog(props: {
  className: string;
  label: string;
  onClose: () => void;
  children: ReactNode;
}) {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    // A click beside it closes it; the keyboard has Esc and the button.
    // biome-ignore lint/a11y/useKeyWithClickEvents: Esc does it
    <dialog
      ref={element}
      className={props.className}
      aria-label={props.label}
      onCancel={(event) => {
        event.preventDefault();
        props.onClose();
      }}
      onClick={(event) => event.target === element.current && props.onClose()}
    >
      <div className="sheet-body">{props.children}</div>
    </dialog>
  );
}
