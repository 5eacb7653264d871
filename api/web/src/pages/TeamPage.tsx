import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "antd";
import { changeAddress } from "../address/store.ts";
import { useAddress } from "../address/useAddress.ts";
import { type Place, placeQuery } from "../api/queries.ts";
import { useTheme } from "../app/theme.tsx";
import { DayField } from "../consolidation/DayField.tsx";
import { Notice } from "../consolidation/Notice.tsx";
import { Tabs } from "../consolidation/Tabs.tsx";
import { teamDayQuery, teamsQuery } from "../consolidation/team/asks.ts";
import { type Day, isDue, isSlow, pressing, weekday } from "../consolidation/team/day.ts";
import { ParcelRows } from "../consolidation/team/ParcelRows.tsx";
import { ProjectCard } from "../consolidation/team/ProjectCard.tsx";
import { TEAM_WORDS, type TeamWord } from "../consolidation/team/words.ts";
import { changeOwn, useOwnWords } from "../consolidation/useOwn.ts";
import { useProgress } from "../consolidation/useProgress.ts";
import { useWords } from "../consolidation/useWords.ts";
import { Trouble } from "../panels/Trouble.tsx";
import "../consolidation/consolidation.css";
import "../consolidation/tables.css";
import "../consolidation/project.css";
import "../consolidation/paper.css";
import "../consolidation/team/team.css";

/** So many parcels stand below the map on the first sheet of paper. */
const FEW = 5;

/** The page of the day of a negotiation team, made to be printed. */
export default function TeamPage() {
  const place = useQuery(placeQuery).data;
  useProgress();
  if (!place) return <main className="desk" aria-busy="true" />;
  return <Teams place={place} />;
}

function Teams({ place }: { place: Place }) {
  const { print } = useTheme();
  const say = useOwnWords(TEAM_WORDS);
  const { at, known, own } = useAddress((address) => address);
  const times = { at: at ?? place.data_date, ...(known ? { known } : {}) };
  const teams = useQuery(teamsQuery(times));
  const chosen = own.team ?? "";
  const named = (team: string) => (team === "-" ? say("noTeam") : team);
  return (
    <main className="desk team-page">
      <div className="desk-head">
        <Tabs />
        <form className="filters" onSubmit={(event) => event.preventDefault()}>
          <select
            aria-label={say("choose")}
            value={chosen}
            onChange={(event) => changeOwn({ team: event.target.value })}
          >
            <option value="">{say("choose")}</option>
            {chosen && !teams.data?.teams.some(({ team }) => team === chosen) && <option>{chosen}</option>}
            {teams.data?.teams.map(({ team }) => (
              <option key={team} value={team}>
                {named(team)}
              </option>
            ))}
          </select>
          <DayField label={say("day")} day={times.at} onDay={(at) => changeAddress({ at })} />
          {chosen && (
            <select
              aria-label={say("show")}
              value={own.show ?? ""}
              onChange={(event) => changeOwn({ show: event.target.value })}
            >
              <option value="">{say("all")}</option>
              <option value="pressing">{say("pressing")}</option>
            </select>
          )}
        </form>
        <span className="push" />
        <button type="button" className="button-like" onClick={print} disabled={!chosen}>
          {say("print")}
        </button>
      </div>
      {teams.isError && (
        <Trouble tried={say("readingTeams")} error={teams.error} onRetry={() => void teams.refetch()} />
      )}
      {chosen ? (
        <TheDay team={chosen} times={times} place={place} onlyPressing={own.show === "pressing"} />
      ) : (
        <section className="card panel">
          <h1>{say("titleAlone")}</h1>
          <p className="muted">{say("chooseWhat")}</p>
          {teams.data?.teams.length === 0 && <p className="empty">{say("noTeams")}</p>}
          <ul className="team-list">
            {teams.data?.teams.map(({ team, parcels, beyond }) => (
              <li key={team}>
                <button type="button" onClick={() => changeOwn({ team })}>
                  <b>{named(team)}</b>
                  <span className="num">{say("teamsOf", { parcels })}</span>
                  {beyond > 0 && <span className="num warn">▲ {beyond}</span>}
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </main>
  );
}

interface Asked {
  team: string;
  times: { at: string; known?: string };
  place: Place;
  onlyPressing: boolean;
}

function TheDay({ team, times, place, onlyPressing }: Asked) {
  const say = useOwnWords(TEAM_WORDS);
  const { language } = useWords();
  const day = useQuery(teamDayQuery(team, times));
  if (day.isError)
    return <Trouble tried={say("readingDay")} error={day.error} onRetry={() => void day.refetch()} />;
  if (!day.data) return <Skeleton active paragraph={{ rows: 14 }} />;
  const listed = onlyPressing ? pressing(day.data.parcels, day.data.at) : day.data.parcels;
  const named = team === "-" ? say("noTeam") : team;
  const date = `${day.data.at} ${weekday(day.data.at, language === "zh" ? "zh-CN" : "en-GB")}`;
  return (
    <>
      <header className="team-head">
        <h1>{say("title", { team: named })}</h1>
        <span className="num">{date}</span>
        <span className="push" />
        <Notice place={place} />
      </header>
      <Totals day={day.data} />
      <div className="team-projects">
        {day.data.projects.map((project) => (
          <ProjectCard
            key={project.code}
            project={project}
            day={day.data}
            listed={new Set(listed.map((parcel) => parcel.code))}
          />
        ))}
      </div>
      <section className={`card panel team-parcels ${listed.length <= FEW ? "few" : ""}`}>
        {listed.length === 0 ? (
          <p className="empty">{say(onlyPressing ? "nothingPressing" : "nothing")}</p>
        ) : (
          <ParcelRows
            parcels={listed}
            at={day.data.at}
            head={
              <>
                <b>{say("head", { place: place.name[language], team: named, date: day.data.at })}</b>
                <Notice place={place} />
                <span className="muted">{say(day.data.masked ? "masked" : "personal")}</span>
              </>
            }
          />
        )}
        <p className="muted foot">
          {say("legend")} · {say(day.data.masked ? "masked" : "personal")}
        </p>
      </section>
    </>
  );
}

function Totals({ day }: { day: Day }) {
  const say = useOwnWords(TEAM_WORDS);
  const { ha, number } = useWords();
  const area = day.parcels.reduce((sum, parcel) => sum + parcel.area_m2, 0);
  const count = (parcels: number) => say("parcels", { count: number(parcels) });
  const slow = day.parcels.filter(isSlow).length;
  const told: [TeamWord, string, string][] = [
    ["onTheWay", count(day.parcels.length), ""],
    ["area", say("ha", { ha: ha(area) }), ""],
    ["beyond", count(slow), slow > 0 ? "warn" : ""],
    ["due", count(day.parcels.filter((parcel) => isDue(parcel, day.at)).length), ""],
    ["finished", count(day.finished.length), ""],
  ];
  return (
    <dl className="card panel team-totals num">
      {told.map(([word, value, className]) => (
        <div key={word}>
          <dt>{say(word)}</dt>
          <dd className={className}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
