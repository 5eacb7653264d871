import { Component, type ReactNode } from "react";
import { readAddress } from "../address/store.ts";
import { WORDS } from "../language/words.ts";
import { Trouble } from "../panels/Trouble.tsx";

/** Catch what breaks while drawing a page, so that it says so and can be tried again. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { broken: Error | null }> {
  override state: { broken: Error | null } = { broken: null };

  static getDerivedStateFromError(broken: Error) {
    return { broken };
  }

  override render() {
    if (!this.state.broken) return this.props.children;
    return (
      <main className="alone">
        <Trouble
          tried={WORDS[readAddress().language].loadingPage}
          error={this.state.broken}
          onRetry={() => this.setState({ broken: null })}
        />
      </main>
    );
  }
}
