import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { catalogueQuery, makeQueryClient, placeQuery, sessionQuery } from "./api/queries.ts";
import { App } from "./app/App.tsx";
import { ThemeProvider } from "./app/theme.tsx";
import "./tokens.css";
import "./page.css";
import "./bar.css";
import "./cards.css";
import "./details.css";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");

// Ask at once for what every first page needs, while React is still starting.
const queries = makeQueryClient();
for (const query of [sessionQuery, placeQuery, catalogueQuery])
  void queries.prefetchQuery(query as typeof sessionQuery);

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <ThemeProvider>
        <App />
      </ThemeProvider>
    </QueryClientProvider>
  </StrictMode>,
);
