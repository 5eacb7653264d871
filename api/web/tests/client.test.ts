import { afterEach, describe, expect, it, vi } from "vitest";
import { get, urlOf } from "../src/api/client.ts";
import { isSignedOut, ProblemError } from "../src/api/problem.ts";

function answers(status: number, body: string): void {
  vi.stubGlobal("fetch", async () => new Response(body, { status }));
}

const asked = { signal: new AbortController().signal };

afterEach(() => vi.unstubAllGlobals());

describe("the client", () => {
  it("writes names into the path and leaves out what isn't said", () => {
    const path = { layer: "parcels", code: "马田/1 a" };
    expect(urlOf("/api/layers/{layer}/features/{code}", path, { at: "2024-08-31", known: undefined })).toBe(
      "/api/layers/parcels/features/%E9%A9%AC%E7%94%B0%2F1%20a?at=2024-08-31",
    );
  });

  it("returns what the server says", async () => {
    answers(200, '{"who":"li","role":"planner"}');
    await expect(get("/api/session", asked)).resolves.toEqual({ who: "li", role: "planner" });
  });

  it("throws the server's problem document", async () => {
    answers(422, '{"title":"Bad input","detail":"at: no such day","status":422}');
    await expect(get("/api/place", asked)).rejects.toMatchObject({
      status: 422,
      message: "Bad input",
      detail: "at: no such day",
    });
  });

  it("makes a problem of an answer that is no document", async () => {
    answers(502, "<html>bad gateway</html>");
    await expect(get("/api/place", asked)).rejects.toMatchObject({ status: 502, message: "HTTP 502" });
  });

  it("tells a missing session from other refusals", () => {
    expect(isSignedOut(new ProblemError(401, "", ""))).toBe(true);
    expect(isSignedOut(new ProblemError(403, "", ""))).toBe(false);
    expect(isSignedOut(new Error("network"))).toBe(false);
  });
});
