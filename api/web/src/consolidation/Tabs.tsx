import { formatAddress, USUAL } from "../address/address.ts";
import { useAddress } from "../address/useAddress.ts";
import { useOwnWords } from "./useOwn.ts";
import "./tabs.css";

const WORDS = {
  zh: {
    label: "土地整备各页",
    overview: "总览",
    team: "小组日报",
    compliance: "合规性审查",
    whatIf: "情景推演",
  },
  en: {
    label: "Pages on land consolidation",
    overview: "Overview",
    team: "Team day",
    compliance: "Compliance",
    whatIf: "What if",
  },
};

const PAGES = [
  ["/consolidation", "overview"],
  ["/consolidation/team", "team"],
  ["/consolidation/compliance", "compliance"],
  ["/consolidation/what-if", "whatIf"],
] as const;

/** The pages on land consolidation, side by side; the two times, the year and the project go along. */
export function Tabs() {
  const say = useOwnWords(WORDS);
  const { at, known, year, project, language } = useAddress((address) => address);
  const along = formatAddress({ ...USUAL, at, known, year, project, language });
  return (
    <nav className="tabs" aria-label={say("label")}>
      {PAGES.map(([path, word]) => (
        <a key={path} href={path + along} aria-current={location.pathname === path ? "page" : undefined}>
          {say(word)}
        </a>
      ))}
    </nav>
  );
}
