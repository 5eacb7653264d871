import { useQuery } from "@tanstack/react-query";
import { ConfigProvider } from "antd";
import { type ComponentType, useEffect, useMemo } from "react";
import { isSignedOut } from "../api/problem.ts";
import { placeQuery, sessionQuery } from "../api/queries.ts";
import { useLanguage } from "../language/useLanguage.ts";
import { SignedOutPage } from "../pages/SignedOutPage.tsx";
import { antdTheme } from "./antd.ts";
import { ErrorBoundary } from "./ErrorBoundary.tsx";
import { TopBar } from "./TopBar.tsx";
import { useTheme } from "./theme.tsx";

const NONCE = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";

export function App({ Page }: { Page: ComponentType }) {
  const { theme, tokens } = useTheme();
  const { language, say, name } = useLanguage();
  const session = useQuery(sessionQuery);
  const place = useQuery(placeQuery);
  const look = useMemo(() => antdTheme(theme, tokens), [theme, tokens]);

  useEffect(() => {
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
    if (place.data) document.title = say("product", { place: name(place.data.name) });
  }, [language, place.data, say, name]);

  const signedOut = isSignedOut(session.error) || isSignedOut(place.error);
  return (
    <ConfigProvider theme={look} csp={{ nonce: NONCE }} button={{ autoInsertSpace: false }}>
      {signedOut ? (
        <SignedOutPage />
      ) : (
        <>
          <TopBar place={place.data} who={session.data?.who} />
          <ErrorBoundary>
            <Page />
          </ErrorBoundary>
        </>
      )}
    </ConfigProvider>
  );
}
