import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import {
  applyTheme,
  firstTheme,
  PREFERS_DARK,
  rememberedTheme,
  rememberTheme,
  type Theme,
  type Tokens,
} from "./tokens.ts";
import { usePaperTheme } from "./usePaperTheme.ts";

interface Themed {
  theme: Theme;
  tokens: Tokens;
  toggle: () => void;
  /** Print the page, which is light on paper. */
  print: () => void;
}

const ThemeContext = createContext<Themed | null>(null);

/** Hold the theme: what was chosen here before, else what the system prefers. */
export function ThemeProvider({ children }: { children: ReactNode }) {
  const [chosen, setTheme] = useState(firstTheme);
  const { theme, print } = usePaperTheme(chosen);
  const tokens = useMemo(() => applyTheme(theme), [theme]);

  useEffect(() => {
    const query = matchMedia(PREFERS_DARK);
    const follow = () => {
      if (rememberedTheme() === null) setTheme(query.matches ? "dark" : "light");
    };
    query.addEventListener("change", follow);
    return () => query.removeEventListener("change", follow);
  }, []);

  const themed = useMemo<Themed>(() => {
    const toggle = () => {
      const next = theme === "dark" ? "light" : "dark";
      rememberTheme(next);
      setTheme(next);
    };
    return { theme, tokens, toggle, print };
  }, [theme, tokens, print]);

  return <ThemeContext value={themed}>{children}</ThemeContext>;
}

export function useTheme(): Themed {
  const themed = useContext(ThemeContext);
  if (themed === null) throw new Error("useTheme needs a ThemeProvider above it");
  return themed;
}
