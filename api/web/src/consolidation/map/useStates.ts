import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { statesQuery } from "../asks.ts";
import type { Place } from "../question.ts";
import { type Changes, type Stages, stepStages } from "./stages.ts";

/** The stages that stand on the map, and how they came from those before (`null`: they begin anew). */
export interface Shown {
  day: string;
  stages: Stages;
  changes: Changes | null;
}

/**
 * Follow the stages of the parcels through time.
 *
 * All of them are asked for once, at the end of the span; each step asks only for what differs from the day that is
 * shown. What is recorded meanwhile makes the beginning old, and time starts again from there.
 */
export function useStates(asked: Place & { known?: string }, last: string, day: string) {
  const queries = useQueryClient();
  const whole = useQuery({ ...statesQuery(asked, last), placeholderData: keepPreviousData });
  const [shown, setShown] = useState<Shown | null>(null);
  const [failed, setFailed] = useState(false);

  useEffect(() => {
    if (!whole.data) return;
    const stages: Stages = new Map(whole.data.states.map(({ code, stage }) => [code, stage]));
    setFailed(false);
    setShown({ day: whole.data.at, stages, changes: null });
  }, [whole.data]);

  // One step at a time: the next is asked for when this one stands.
  useEffect(() => {
    if (!shown || shown.day === day) return;
    let wanted = true;
    void queries
      .fetchQuery(statesQuery(asked, day, shown.day))
      .then((found) => wanted && setShown({ day, ...stepStages(shown.stages, found) }))
      .catch(() => wanted && setFailed(true));
    return () => {
      wanted = false;
    };
  }, [queries, asked, day, shown]);

  return { whole, shown, failed };
}
