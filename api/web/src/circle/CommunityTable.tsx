import type { Circle, Community } from "./asks.ts";
import { useCircleWords } from "./useCircleWords.ts";

interface Shown {
  circle: Circle;
  chosen: Community | null;
  onChoose: (community: Community) => void;
}

/** Communities, the least covered first. */
export function CommunityTable({ circle, chosen, onChoose }: Shown) {
  const { say } = useCircleWords();
  const share = (row: Community) => row[`${circle.asked.whom}_share`] ?? Number.POSITIVE_INFINITY;
  const rows = [...circle.communities].sort((one, other) => share(one) - share(other));
  return (
    <section aria-label={say("table")}>
      <h2>{say("table")}</h2>
      <p className="muted">{say("tableWhat")}</p>
      <table className="rows num circle-rows">
        <thead>
          <tr>
            <th>{say("community")}</th>
            <th className="right">{say(circle.asked.whom)}</th>
            <th className="right">{say("share")}</th>
            <th className="right">{say("homesOut")}</th>
            <th className="right">{say("access")}</th>
            <th className="right">{say("gini")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row
              key={row.name}
              row={row}
              circle={circle}
              current={row === chosen}
              onChoose={row.bbox ? () => onChoose(row) : null}
            />
          ))}
        </tbody>
        <tfoot>
          <Row row={circle.total} circle={circle} current={false} onChoose={null} />
        </tfoot>
      </table>
    </section>
  );
}

function Row({
  row,
  circle,
  current,
  onChoose,
}: {
  row: Community;
  circle: Circle;
  current: boolean;
  onChoose: (() => void) | null;
}) {
  const { say, number, fixed, access, share } = useCircleWords();
  const { whom } = circle.asked;
  const name = row === circle.total ? say("total") : row.name === "-" ? say("nowhere") : row.name;
  const covered = row[`${whom}_share`];
  return (
    <tr aria-current={current || undefined}>
      <th scope="row">
        {onChoose ? (
          <button type="button" className="linklike" onClick={onChoose}>
            {name}
          </button>
        ) : (
          name
        )}
      </th>
      <td className="right">{number(row[whom])}</td>
      <td className="right share">
        <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
          <rect className="rail" width="100" height="10" />
          <rect className="filled" width={100 * (covered ?? 0)} height="10" />
        </svg>
        {share(covered)}
      </td>
      <td className="right">{number(row.homes_uncovered)}</td>
      <td className="right">{access(row.access, circle.total.access)}</td>
      <td className="right">{fixed(row.gini, 2)}</td>
    </tr>
  );
}
