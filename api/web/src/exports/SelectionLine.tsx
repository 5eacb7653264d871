import { useQuery } from "@tanstack/react-query";
import { formatAddress, USUAL } from "../address/address.ts";
import { useAddress } from "../address/useAddress.ts";
import { ProblemError } from "../api/problem.ts";
import { type Catalogue, placeQuery } from "../api/queries.ts";
import { dayOf } from "../language/numbers.ts";
import { Trouble } from "../panels/Trouble.tsx";
import { selectionQuery } from "./asks.ts";
import { useExportWords } from "./useExportWords.ts";

/** A shape that was drawn stands in a filter as JSON: the map shows it better. */
const SHAPE = '"op"';

/** What is selected, and until when it is kept; without a selection, the way to one. */
export function SelectionLine({ catalogue }: { catalogue: Catalogue }) {
  const { say, name, number } = useExportWords();
  const { own, at, known, language } = useAddress((whole) => whole);
  const zone = useQuery(placeQuery).data?.time_zone;
  const asked = useQuery(selectionQuery(own.selection ?? null));
  const gone = asked.error instanceof ProblemError && asked.error.status === 404;
  const toMap = `/${formatAddress({ ...USUAL, at, known, language })}`;
  if (asked.isError && !gone)
    return (
      <Trouble tried={say("readingSelection")} error={asked.error} onRetry={() => void asked.refetch()} />
    );
  if (!own.selection || gone)
    return (
      <p className="muted selection-line">
        {say(gone ? "selectionGone" : "noSelection")} <a href={toMap}>{say("selectOnMap")}</a>
      </p>
    );
  if (!asked.data) return <p className="muted selection-line">…</p>;
  const { layer, count, expires_at, filter } = asked.data;
  const label = catalogue.layers.find((each) => each.name === layer)?.label;
  return (
    <p className="selection-line num">
      <b>{say("selected", { layer: label ? name(label) : layer, count: number(count) })}</b>{" "}
      <span className="muted">{say("selectedUntil", { day: dayOf(expires_at, zone) })}</span>{" "}
      <a href={toMap}>{say("selectOnMap")}</a>
      {filter && !filter.includes(SHAPE) && <code title={filter}>{filter}</code>}
    </p>
  );
}
