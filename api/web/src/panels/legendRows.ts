import type { Layer } from "../api/queries.ts";

type Row = Layer["legend"][number];

/** The rows whose codes are in view: a code also stands for the finer ones that begin with it and have no row. */
export function rowsInView(rows: readonly Row[], values: ReadonlySet<string>): Row[] {
  const codes = rows.map((row) => row.code ?? "");
  const explained = new Set([...values].map((value) => longestPrefix(codes, value)));
  return rows.filter((row) => explained.has(row.code ?? ""));
}

function longestPrefix(codes: readonly string[], value: string): string | undefined {
  return codes
    .filter((code) => code !== "" && value.startsWith(code))
    .reduce<string | undefined>(
      (best, code) => (best && best.length >= code.length ? best : code),
      undefined,
    );
}
