import { createContext, type ReactNode, useContext } from "react";
import type { Opened } from "./evidence.ts";
import { useWords } from "./useWords.ts";

/** How a page opens what a number is made of. */
export const Opening = createContext<(opened: Opened) => void>(() => {});

/** A number that opens what it is made of. */
export function OpenNumber(props: {
  of: Opened;
  /** What the number is of, for whoever only hears it. */
  label: string;
  /** What it means. */
  title?: string;
  large?: boolean;
  children: ReactNode;
}) {
  const { say } = useWords();
  const open = useContext(Opening);
  return (
    <button
      type="button"
      className={props.large ? "" : "linklike"}
      title={props.title ?? say("openEvidence", { figure: props.label })}
      aria-label={`${textOf(props.children)}. ${say("openEvidence", { figure: props.label })}`}
      onClick={() => open(props.of)}
    >
      {props.children}
    </button>
  );
}

function textOf(children: ReactNode): string {
  if (Array.isArray(children)) return children.map(textOf).join("");
  return typeof children === "string" || typeof children === "number" ? String(children) : "";
}
