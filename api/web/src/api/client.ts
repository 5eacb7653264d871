import { problemOf } from "./problem.ts";
import type { paths } from "./schema.d.ts";

/** What a path's 200 carries, whatever kind of JSON it calls itself. */
type Body<P extends keyof paths> = paths[P] extends {
  get: { responses: { 200: { content: infer Content } } };
}
  ? Content[keyof Content]
  : never;

/** Paths that can be got. */
export type GetPath = { [P in keyof paths]: [Body<P>] extends [never] ? never : P }[keyof paths];

/** What the server answers to `GET path`, by the OpenAPI document (`npm run client` generates its types). */
export type Answer<P extends GetPath> = Body<P>;

/** What the server answers to `POST path` where it records nothing: questions too long for an address. */
export type PostAnswer<P extends keyof paths> = paths[P] extends {
  post: { responses: { 200: { content: infer Content } } };
}
  ? Content[keyof Content]
  : never;

type Parameters<P extends GetPath, Kind extends "path" | "query"> = paths[P] extends {
  get: { parameters: { [K in Kind]?: infer Named } };
}
  ? Exclude<Named, undefined>
  : never;

interface Asked<P extends GetPath> {
  path?: Parameters<P, "path">;
  query?: Parameters<P, "query">;
  signal?: AbortSignal;
}

/**
 * Ask the server, in the types of its own document.
 *
 * @throws ProblemError if it refuses; TypeError if it can't be reached.
 */
export async function get<P extends GetPath>(template: P, asked: Asked<P>): Promise<Answer<P>> {
  const response = await fetch(urlOf(template, asked.path ?? {}, asked.query ?? {}), {
    headers: { Accept: "application/json" },
    signal: asked.signal ?? null,
  });
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) throw problemOf(response.status, body);
  return body as Answer<P>;
}

/**
 * Send the server something to be recorded, or a question too long for an address: JSON, or a file as it is.
 *
 * @throws ProblemError if it refuses; TypeError if it can't be reached.
 */
export async function post(
  template: string,
  path: object,
  query: object,
  body: object | Blob,
  signal: AbortSignal | null = null,
): Promise<unknown> {
  const isFile = body instanceof Blob;
  const response = await fetch(urlOf(template, path, query), {
    method: "POST",
    headers: {
      Accept: "application/json",
      "Content-Type": isFile ? "application/octet-stream" : "application/json",
    },
    body: isFile ? body : JSON.stringify(body),
    signal,
  });
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok) throw problemOf(response.status, answer);
  return answer;
}

/** Fill a path's `{names}` and write its query; what isn't said is left out. */
export function urlOf(template: string, path: object, query: object): string {
  const values = new Map<string, unknown>(Object.entries(path));
  const filled = template.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(values.get(name))),
  );
  const said = Object.entries(query).filter(([, value]) => value !== null && value !== undefined);
  const text = new URLSearchParams(said.map(([name, value]) => [name, String(value)])).toString();
  return text === "" ? filled : `${filled}?${text}`;
}
