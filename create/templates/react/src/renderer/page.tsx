import { StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import { StreamsProvider, useMessages, useStreams } from "electron-durable-streams/react";
import { connectStreams } from "electron-durable-streams/renderer";
import { notes } from "../streams.ts";

function Notes() {
  const streams = useStreams();
  const { messages, error } = useMessages(notes());
  const [text, setText] = useState("");
  const [refused, setRefused] = useState<Error>();
  const problem = error ?? refused;

  const add = async (): Promise<void> => {
    await streams.append(notes(), { text });
    setText("");
    setRefused(undefined);
  };

  return (
    <>
      <h1>Notes</h1>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          add().catch(setRefused);
        }}
      >
        <input
          aria-label="New note"
          placeholder="New note"
          autoFocus
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <button>Add</button>
      </form>
      {problem && <p role="alert">{problem.message}</p>}
      <ul>
        {messages.toReversed().map(({ offset, data }) => (
          <li key={offset}>{data.text}</li>
        ))}
      </ul>
    </>
  );
}

const streams = await connectStreams();
createRoot(document.querySelector("#root")!).render(
  <StrictMode>
    <StreamsProvider streams={streams}>
      <Notes />
    </StreamsProvider>
  </StrictMode>,
);
