/** The problem document (RFC 9457) with which the server answers what it refuses. */
export class ProblemError extends Error {
  readonly status: number;
  readonly detail: string;
  /** Name of the value that is wrong, if it is one. */
  readonly field: string | null;

  constructor(status: number, title: string, detail: string, field: string | null = null) {
    super(title);
    this.name = "ProblemError";
    this.status = status;
    this.detail = detail;
    this.field = field;
  }
}

/** Make a problem of an answer's body; an answer without a document (a proxy's, say) still becomes one. */
export function problemOf(status: number, body: unknown): ProblemError {
  const document = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  const text = (key: string) => (typeof document[key] === "string" ? document[key] : "");
  return new ProblemError(status, text("title") || `HTTP ${status}`, text("detail"), text("field") || null);
}

/** Whether an error says that the session is missing or over. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof ProblemError && error.status === 401;
}
