import type { Plugin } from "vite";

/** Where the map begins, and what is wanted after it, by the ends of their modules' paths. */
const FIRST = ["/map/firstMap.ts"];
const THEN = ["/app/start.tsx", "/pages/MapPage.tsx"];

/** Write into the page's head what its imports will ask for one after the other: the map's parts first, the rest with low priority. */
export function hints(): Plugin {
  return {
    name: "hints",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler(html, { bundle }) {
        const chunks = Object.values(bundle ?? {}).filter((one) => one.type === "chunk");
        const byFile = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
        const told = new Set(
          chunks.filter((chunk) => html.includes(chunk.fileName)).map((one) => one.fileName),
        );
        const walk = (file: string): string[] => {
          if (told.has(file)) return [];
          told.add(file);
          return [file, ...(byFile.get(file)?.imports ?? []).flatMap(walk)];
        };
        const filesOf = (ends: string[]) =>
          chunks
            .filter((chunk) => ends.some((end) => chunk.moduleIds.some((id) => id.endsWith(end))))
            .flatMap((chunk) => walk(chunk.fileName));
        const link = (file: string, more: Record<string, string>) => ({
          tag: "link",
          attrs: { rel: "modulepreload", href: `/${file}`, ...more },
          injectTo: "head" as const,
        });
        return [
          ...filesOf(FIRST).map((file) => link(file, { crossorigin: "" })),
          ...filesOf(THEN).map((file) => link(file, { crossorigin: "", fetchpriority: "low" })),
        ];
      },
    },
  };
}
