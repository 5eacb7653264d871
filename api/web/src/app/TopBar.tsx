import { changeAddress } from "../address/store.ts";
import { useAddress } from "../address/useAddress.ts";
import type { Place } from "../api/queries.ts";
import { useLanguage } from "../language/useLanguage.ts";
import { Search } from "../panels/Search.tsx";
import { Icon } from "./Icon.tsx";
import { linkTo, PLACES, routeOf } from "./routes.ts";
import { useTheme } from "./theme.tsx";

/** The bar above every page: whose place, where one is, search, language, theme, who. */
export function TopBar({ place, who }: { place: Place | undefined; who: string | undefined }) {
  const { language, say, name } = useLanguage();
  const { theme, toggle } = useTheme();
  const address = useAddress((whole) => whole);
  const here = routeOf(location.pathname);
  return (
    <header className="top">
      <b className="product">{place && say("product", { place: name(place.name) })}</b>
      <nav aria-label={say("mainNavigation")}>
        {PLACES.map((route) => (
          <a
            key={route.path}
            href={linkTo(route, address)}
            aria-current={route.path === (here.within ?? here.path) ? "page" : undefined}
          >
            {say(route.title)}
          </a>
        ))}
      </nav>
      <Search />
      <button
        type="button"
        className="plain"
        lang={language === "zh" ? "en" : "zh-CN"}
        onClick={() => changeAddress({ language: language === "zh" ? "en" : "zh" })}
      >
        {say("otherLanguage")}
      </button>
      <button
        type="button"
        className="plain icon"
        onClick={toggle}
        title={say(theme === "dark" ? "toLight" : "toDark")}
      >
        <Icon name={theme === "dark" ? "sun" : "moon"} />
      </button>
      {who && (
        <span className="avatar" title={who}>
          {[...who][0]?.toUpperCase()}
        </span>
      )}
    </header>
  );
}
