import type { UseQueryResult } from "@tanstack/react-query";
import { Skeleton } from "antd";
import { type ReactNode, useId } from "react";
import { Trouble } from "../panels/Trouble.tsx";

interface Shown<T> {
  title: string;
  /** Small words beside the title. */
  aside?: ReactNode;
  className?: string;
  asked: UseQueryResult<T>;
  /** What is tried, in case that it fails. */
  tried: string;
  rows?: number;
  children: (found: T) => ReactNode;
}

/** A card with an answer: the shape of what comes, what went wrong, or what was found. */
export function Panel<T>({ title, aside, className = "", asked, tried, rows = 5, children }: Shown<T>) {
  const heading = useId();
  return (
    <section
      className={`card panel ${className}`}
      aria-labelledby={heading}
      aria-busy={asked.isPending || undefined}
    >
      <header>
        <h2 id={heading}>{title}</h2>
        {aside && <span className="muted num">{aside}</span>}
      </header>
      {asked.isPending && <Skeleton active title={false} paragraph={{ rows }} />}
      {asked.isError && <Trouble tried={tried} error={asked.error} onRetry={() => void asked.refetch()} />}
      {asked.data !== undefined && children(asked.data)}
    </section>
  );
}
