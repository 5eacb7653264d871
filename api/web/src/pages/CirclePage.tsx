import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "antd";
import { type Address, formatAddress, USUAL } from "../address/address.ts";
import { changeAddress } from "../address/store.ts";
import { useAddress } from "../address/useAddress.ts";
import { type Place, placeQuery } from "../api/queries.ts";
import { useKey } from "../app/useKey.ts";
import {
  type Circle,
  type Community,
  circleQuery,
  presetFor,
  questionOf,
  reachQuery,
} from "../circle/asks.ts";
import { CircleForm } from "../circle/CircleForm.tsx";
import { CircleMap } from "../circle/CircleMap.tsx";
import { CommunityTable } from "../circle/CommunityTable.tsx";
import { Lorenz } from "../circle/Lorenz.tsx";
import { ReachCard } from "../circle/ReachCard.tsx";
import { useCircleWords } from "../circle/useCircleWords.ts";
import { Notice } from "../consolidation/Notice.tsx";
import { changeOwn } from "../consolidation/useOwn.ts";
import { Trouble } from "../panels/Trouble.tsx";
import { presetsQuery } from "../siting/asks.ts";
import "../consolidation/consolidation.css";
import "../consolidation/tables.css";
import "../columns.css";
import "../circle/circle.css";
import "../circle/map.css";

/** The 15-minute circle: who reaches a facility on foot, where the gaps are, how evenly access is shared. */
export default function CirclePage() {
  const place = useQuery(placeQuery).data;
  if (!place) return <main className="columns circle" aria-busy="true" />;
  return <Page place={place} />;
}

function Page({ place }: { place: Place }) {
  const { say } = useCircleWords();
  const address = useAddress((whole) => whole);
  const asked = questionOf(address, place.data_date);
  const found = useQuery(circleQuery(asked));
  const from = address.own.from ?? null;
  const reach = useQuery(reachQuery(from, asked)).data ?? null;
  const circle = found.data;
  const chosen = circle?.communities.find((each) => each.code && each.code === address.community) ?? null;
  useKey(({ key }) => {
    if (key === "Escape") changeOwn({ from: null });
  });
  return (
    <main className="columns circle">
      <section
        className="card left-column circle-left"
        aria-label={say("title")}
        aria-busy={found.isFetching}
      >
        <header>
          <h1>{say("title")}</h1>
          <a href={`/siting${linkOf(address)}`}>{say("back")}</a>
        </header>
        <Notice place={place} />
        <p className="muted">{say("what")}</p>
        <CircleForm asked={asked} circle={circle} />
        {found.isPending && <Skeleton active paragraph={{ rows: 10 }} />}
        {found.isError && (
          <Trouble tried={say("reading")} error={found.error} onRetry={() => void found.refetch()} />
        )}
        {circle && !found.isError && <Found circle={circle} chosen={chosen} address={address} />}
      </section>
      <CircleMap place={place} asked={asked} circle={circle} reach={from ? reach : null} chosen={chosen} />
      {from && <ReachCard from={from} asked={asked} />}
    </main>
  );
}

/** Where a link to site selection leads: at the page's times, in its language. */
function linkOf({ at, known, language }: Address, part: Partial<Address> = {}): string {
  return formatAddress({ ...USUAL, at, known, language, ...part });
}

function Found({ circle, chosen, address }: { circle: Circle; chosen: Community | null; address: Address }) {
  const words = useCircleWords();
  const { say, number, fixed, share } = words;
  const { total, asked, access, quality } = circle;
  const people = total[asked.whom];
  const covered = total[`${asked.whom}_covered`];
  return (
    <>
      <dl className="circle-figures">
        <div>
          <dt>{say("covered")}</dt>
          <dd className="num">{share(total[`${asked.whom}_share`])}</dd>
          <dd className="muted num">
            {say("coveredWhat", {
              covered: number(covered),
              all: number(people),
              metres: number(asked.reach_m),
            })}
          </dd>
        </div>
        <div>
          <dt>{say("outside")}</dt>
          <dd className="num">{number(total.homes_uncovered)}</dd>
          <dd className="muted num">{say("outsideWhat", { people: number(people - covered) })}</dd>
        </div>
        <div>
          <dt>{say("access")}</dt>
          <dd className="num">{words.access(total.access, total.access)}</dd>
          <dd className="muted">
            {say(access.supply === "capacity" ? "accessCapacity" : "accessFacilities", {
              per: number(access.per),
            })}
          </dd>
        </div>
        <div>
          <dt>{say("gini")}</dt>
          <dd className="num">{fixed(total.gini, 2)}</dd>
          <dd className="muted">{say("giniWhat")}</dd>
        </div>
      </dl>
      {circle.facilities.length === 0 && <p className="empty">{say("noFacility")}</p>}
      {chosen && <Chosen circle={circle} chosen={chosen} address={address} />}
      <CommunityTable
        circle={circle}
        chosen={chosen}
        onChoose={(community) => changeAddress({ community: community.code })}
      />
      <Lorenz circle={circle} chosen={chosen} />
      <section className="muted circle-quality num" aria-label={say("quality")}>
        <p>
          {say("qualityLine", {
            km: fixed(quality.length_m / 1000, 1),
            components: number(quality.components),
            largest: share(quality.largest_share),
            deadEnds: number(quality.dead_ends),
            crossings: number(quality.crossings),
            far: number(quality.far_homes),
            unknown: number(quality.unknown_homes),
          })}
        </p>
        <p>{say("paceSource")}</p>
      </section>
    </>
  );
}

/** A community in a sentence, and the way from its gaps to sites that close them. */
function Chosen({ circle, chosen, address }: { circle: Circle; chosen: Community; address: Address }) {
  const { say, name, number, fixed, share } = useCircleWords();
  const presets = useQuery(presetsQuery).data?.presets ?? [];
  const { whom, kinds } = circle.asked;
  const preset = presetFor(kinds, presets);
  const farthest =
    chosen.farthest_min === null ? say("noWay") : say("farthest", { minutes: fixed(chosen.farthest_min, 0) });
  return (
    <section className="circle-chosen" aria-label={chosen.name}>
      <p>
        {say("detail", {
          name: chosen.name,
          people: number(chosen[whom]),
          share: share(chosen[`${whom}_share`]),
          homes: number(chosen.homes_uncovered),
          farthest,
        })}
      </p>
      {preset ? (
        <p>
          <a
            className="button-like"
            href={`/siting${linkOf(address, { community: chosen.code, own: { preset: preset.name } })}`}
            title={say("closeGapWhat", { question: name(preset.question) })}
          >
            {say("closeGap")}
          </a>
        </p>
      ) : (
        <p className="muted">{say("noPreset")}</p>
      )}
    </section>
  );
}
