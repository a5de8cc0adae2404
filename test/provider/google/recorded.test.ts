import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { googleDialect } from '../../../src/provider/google/dialect.ts';
import { googleReader } from '../../../src/provider/google/reader.ts';
import { chatEncoder } from '../../../src/wire/chat/encoder.ts';
import { promptOfChat } from '../../../src/wire/chat/prompt.ts';
import { wholeChat } from '../../../src/wire/chat/whole.ts';
import { askOf } from '../../support/ask.ts';
import { oracle } from '../../support/oracle.ts';
import { geminiStream, recording } from '../../support/recording.ts';
import { replay } from '../../support/replay.ts';
import { callOf } from './calling.ts';

const part = z.looseObject({ text: z.string().optional(), thoughtSignature: z.string().optional() });
const contentsSchema = z.array(z.object({ parts: z.array(part) }));
const pieceSchema = z.object({ candidates: z.tuple([z.object({ content: z.object({ parts: z.array(part) }) })]) });
const answerSchema = z.object({ choices: z.tuple([z.object({ message: z.looseObject({}) })]) });

const head = { id: '1', model: 'm', createdSeconds: 1, ask: askOf('Hi', { wantsUsage: true }) };
const whole = (stream: string) => replay(googleDialect, [new TextEncoder().encode(stream)], chatEncoder(head));

describe('a recorded stream of Gemini’s, on the chat wire,', () => {
  for (const name of ['google.google-text', 'google.google-tool-call']) {
    const events = recording(name) ?? [];
    const run = it.skipIf(events.length === 0);

    run(`keeps every signature where the client sends it back from (${name})`, async () => {
      const { signatures } = await oracle('google', geminiStream(events));
      expect(signatures.length).toBeGreaterThan(0);
      for (const signature of signatures) expect(whole(geminiStream(events))).toContain(JSON.stringify(signature));
    });

    run(`goes back to Gemini as it came (${name})`, async () => {
      const reader = googleReader();
      const parts = events.flatMap((data) => reader.read({ name: null, data })?.parts ?? []);
      const { choices } = answerSchema.parse(wholeChat([...parts, ...(reader.end() ?? [])], head));
      const prompt = promptOfChat({ messages: [{ role: 'user', content: 'Hi' }, choices[0].message] });
      const { json } = await callOf({ prompt });
      const back = contentsSchema.parse(json['contents'])[1]?.parts ?? [];
      const came = events.flatMap((data) => pieceSchema.parse(JSON.parse(data)).candidates[0].content.parts);
      const text = (of: readonly { text?: string | undefined }[]) => of.map((part) => part.text ?? '').join('');
      expect(text(back)).toBe(text(came));
      const signed = came.filter(({ thoughtSignature }) => thoughtSignature !== undefined);
      expect(signed.length).toBeGreaterThan(0);
      expect(back.filter(({ thoughtSignature }) => thoughtSignature !== undefined)).toMatchObject(signed);
    });
  }
});
