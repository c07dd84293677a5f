import {
  Profiler,
  StrictMode,
  Suspense,
  startTransition,
  use,
  useLayoutEffect,
  useState,
  type ReactNode,
} from "react";
import { createRoot } from "react-dom/client";
import * as z from "zod";
import {
  StreamsProvider,
  useMessages,
  useStreamInfo,
  useStreamList,
  type FollowState,
  type MessagesOptions,
} from "../../renderer/react/index.ts";
import { connectStreams } from "../../renderer/client/index.ts";
import { defineStream } from "../../src/schema/index.ts";

/** What the page shows; tests replace it. */
export interface View {
  readonly kind: "messages" | "defined" | "info" | "list" | "suspended" | "slow" | "none";
  readonly path?: string;
  readonly options?: MessagesOptions;
  /** Components that show the same. */
  readonly count?: number;
}

export interface Fixture {
  show(view: View): void;
  showInTransition(view: View): void;
  /** The texts of each commit that has changed them, without repeats. */
  readonly commits: string[];
  /** Commits in which components that show the same have shown different texts. */
  torn: number;
  unmount(): void;
}

declare global {
  interface Window {
    reactPage: Fixture;
  }
}

function describe({ status, error }: FollowState, content: string): string {
  return `${status} ${error?.code ?? content}`;
}

function Messages({ path = "notes", options }: View) {
  const state = useMessages<number>(path, options);
  const { messages } = state;
  return (
    <li onClick={state.retry}>
      {describe(state, `${messages.length}: ${messages.at(0)?.data ?? ""}..${messages.at(-1)?.data ?? ""}`)}
    </li>
  );
}

const doubled = defineStream("notes", { schema: z.number().transform((n) => 2 * n) });

function Defined() {
  const state = useMessages(doubled());
  const texts: readonly string[] = state.messages.map(({ data }) => data.toFixed(1));
  return <li>{describe(state, texts.join(" "))}</li>;
}

/** Takes long to render, so that React renders it in slices and may throw a render away. */
function Slow(view: View) {
  const end = performance.now() + 2;
  while (performance.now() < end);
  return <Messages {...view} />;
}

function Info({ path = "notes" }: View) {
  const state = useStreamInfo(defineStream(path));
  return <li>{describe(state, `${state.info?.messageCount}`)}</li>;
}

function List({ path = "" }: View) {
  const state = useStreamList({ prefix: path });
  return <li>{describe(state, state.streams.map((stream) => stream.path).join(" "))}</li>;
}

const never = new Promise<never>(() => {});

function Suspended(view: View) {
  useMessages(view.path ?? "notes");
  use(never);
  return null;
}

const components = {
  messages: Messages,
  defined: Defined,
  info: Info,
  list: List,
  suspended: Suspended,
  slow: Slow,
};

function App() {
  const [view, setView] = useState<View>({ kind: "none" });
  useLayoutEffect(() => {
    window.reactPage.show = setView;
    window.reactPage.showInTransition = (next) => startTransition(() => setView(next));
  }, []);
  if (view.kind === "none") return null;
  const Shown = components[view.kind];
  return (
    <Suspense fallback={<li>waiting</li>}>
      {Array.from({ length: view.count ?? 1 }, (_, n) => (
        <Shown key={n} {...view} />
      ))}
    </Suspense>
  );
}

function Watched({ children }: { readonly children: ReactNode }) {
  const committed = () => {
    const texts = new Set([...document.querySelectorAll("li")].map(({ textContent }) => textContent));
    if (texts.size > 1) window.reactPage.torn++;
    const text = [...texts].join("|");
    if (text !== window.reactPage.commits.at(-1)) window.reactPage.commits.push(text);
  };
  // It is called after each commit, once the page shows it.
  return (
    <Profiler id="page" onRender={() => queueMicrotask(committed)}>
      {children}
    </Profiler>
  );
}

const streams = await connectStreams();
const root = createRoot(document.querySelector("#app")!);
window.reactPage = { commits: [], torn: 0, unmount: () => root.unmount() } as unknown as Fixture;
root.render(
  <StrictMode>
    <StreamsProvider streams={streams}>
      <Watched>
        <App />
      </Watched>
    </StreamsProvider>
  </StrictMode>,
);
