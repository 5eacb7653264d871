import { QueryClientProvider } from "@tanstack/react-query";
import { type ComponentType, StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { firstCatalogue, firstPlace } from "../api/first.ts";
import { catalogueQuery, makeQueryClient, placeQuery } from "../api/queries.ts";
import { App } from "./App.tsx";
import { ThemeProvider } from "./theme.tsx";

/** Start React on a page, with the answers that were asked for before it. */
export async function start(root: HTMLElement, Page: ComponentType): Promise<void> {
  const queries = makeQueryClient();
  const [place, catalogue] = await Promise.all([firstPlace, firstCatalogue]);
  if (place) queries.setQueryData(placeQuery.queryKey, place);
  if (catalogue) queries.setQueryData(catalogueQuery.queryKey, catalogue);
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <ThemeProvider>
          <App Page={Page} />
        </ThemeProvider>
      </QueryClientProvider>
    </StrictMode>,
  );
}
