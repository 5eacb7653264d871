import { queryOptions } from "@tanstack/react-query";
import { get } from "../../api/client.ts";
import { CONSOLIDATION } from "../asks.ts";

type Times = { at: string; known?: string };

export const teamsQuery = (times: Times) =>
  queryOptions({
    queryKey: [CONSOLIDATION, "teams", times],
    queryFn: ({ signal }) => get("/api/consolidation/teams", { query: times, signal }),
  });

export const teamDayQuery = (team: string, times: Times) =>
  queryOptions({
    queryKey: [CONSOLIDATION, "team-day", team, times],
    queryFn: ({ signal }) => get("/api/consolidation/teams/day", { query: { team, ...times }, signal }),
  });
