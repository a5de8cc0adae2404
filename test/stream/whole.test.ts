import { expect, it } from 'vitest';
import { type Failure, failure } from '../../src/provider/failure.ts';
import { chatReader, readWholeChat } from '../../src/provider/openai-chat/reader.ts';
import { whole } from '../../src/stream/whole.ts';

function sourceOf(model: string, body: ReadableStream<Uint8Array>) {
  return {
    ...{
      model,
      body,
      framing: 'sse' as const,
      reader: chatReader(1),
      readWhole: readWholeChat,
      verbatim: true,
      dropped: [],
    },
    patient: <T>(work: Promise<T>) => work,
    patientWithClient: <T>(work: Promise<T>) => work,
    gotBytes: () => undefined,
    gotAll: () => undefined,
    failureFrom: (_: unknown, message: string) => failure(model, 'cut', message),
    failed: (kind: 'error_event' | 'malformed' | 'cut', message: string, said?: string) =>
      failure(model, kind, message, said),
    end: () => undefined,
  };
}

it('an answer without end is given up before it fills the memory, and the next candidate answers', async () => {
  let sent = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += 1024 * 1024;
      controller.enqueue(new Uint8Array(1024 * 1024));
    },
  });
  const sound = JSON.stringify({ choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }] });
  const sources = [sourceOf('endless', endless), sourceOf('sound', new Blob([sound]).stream())];
  const failures: Failure[] = [];
  const answer = await whole({
    next: async () => sources.shift() ?? null,
    report: (failed) => failures.push(failed),
    clientGone: new AbortController().signal,
    write: () => ({}),
  });
  expect(answer).toMatchObject({ ending: 'complete', model: 'sound' });
  expect(failures).toMatchObject([{ model: 'endless', kind: 'malformed' }]);
  expect(sent).toBeLessThan(40 * 1024 * 1024);
});
