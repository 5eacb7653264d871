import { useEffect, useEffectEvent, useState } from "react";
import { isOver, type Job } from "../api/jobs.ts";

/** Jobs under way, told of as they go on; leaving the page doesn't stop them. Those that ended stay told. */
export function useJobStreams(numbers: readonly number[], onOver: (job: Job) => void) {
  const [told, setTold] = useState<ReadonlyMap<number, Job>>(new Map());
  const over = useEffectEvent(onOver);
  const written = numbers.join(",");
  useEffect(() => {
    const streams = written
      .split(",")
      .filter(Boolean)
      .map((number) => {
        const stream = new EventSource(`/api/jobs/${number}/stream`);
        stream.addEventListener("job", (event) => {
          const job = JSON.parse((event as MessageEvent<string>).data) as Job;
          setTold((before) => new Map(before).set(job.id, job));
          if (!isOver(job)) return;
          stream.close();
          over(job);
        });
        return stream;
      });
    return () => {
      for (const stream of streams) stream.close();
    };
  }, [written]);
  const forget = (number: number) =>
    setTold((before) => new Map([...before].filter(([id]) => id !== number)));
  return { told, forget };
}
