/** The cells of the README's table that tell of answers, each by its name. */

import { describe, expect, it } from 'vitest';
import { ANSWER, type AnswerName, answerMark } from './answer-cells.ts';
import { answered, builtIn, readBy, streamed } from './answering.ts';
import { chatGiven } from './chat-given.ts';
import { cohereGiven } from './cohere-given.ts';
import { converseGiven } from './converse-given.ts';
import { geminiGiven } from './gemini-given.ts';
import type { Give, Given } from './given.ts';
import { handedBack, SIGNED } from './handed-back.ts';
import type { Mark } from './mark.ts';
import { messagesGiven } from './messages-given.ts';
import { responsesGiven } from './responses-given.ts';
import { type Form, formOf, ROWS, type Row, WIRES, type Wire } from './rows.ts';
import { sent } from './sending.ts';
import { expectTold } from './told.ts';
import { workersGiven } from './workers-given.ts';

const GIVEN: Readonly<Record<Form, Give>> = {
  chat: chatGiven,
  responses: responsesGiven,
  messages: messagesGiven,
  gemini: geminiGiven,
  cohere: cohereGiven,
  converse: converseGiven,
  workers: workersGiven,
};

async function given(feature: AnswerName, wire: Wire, row: Row): Promise<Given> {
  if (row.kind !== 'loopback') return GIVEN[formOf(wire, row)](feature, row);
  const [stream, whole] = await Promise.all([builtIn(row, true), builtIn(row, false)]);
  return { stream: new Uint8Array(await stream.arrayBuffer()), whole: await whole.text() };
}

async function prove(mark: Mark, feature: AnswerName, wire: Wire, row: Row): Promise<void> {
  const answer = await given(feature, wire, row);
  const texts = {
    stream: feature === 'text, whole' ? null : await streamed(wire, row, answer.stream),
    whole: feature === 'text, streamed' ? null : await answered(wire, row, answer.whole),
  };
  if (mark === 'same') {
    if (texts.stream !== null) expect(texts.stream).toBe(new TextDecoder().decode(answer.stream));
    if (texts.whole !== null) expect(texts.whole).toBe(answer.whole);
    if (feature !== 'signed thoughts, and back') return;
  }
  const told = [
    ...(texts.stream === null ? [] : [await readBy(wire, texts.stream)]),
    ...(texts.whole === null ? [] : [JSON.parse(texts.whole)]),
  ];
  for (const one of told) {
    if (feature === 'signed thoughts, and back') {
      const next = await sent(wire, row, handedBack(wire, one));
      expect(next).toMatchObject({ lacks: null });
      expect(JSON.stringify(next)).toContain(SIGNED[formOf(wire, row)]);
    } else expectTold(feature, wire, row, one);
  }
}

describe.each(WIRES)('an answer', (wire) => {
  for (const row of ROWS) {
    for (const feature of ANSWER) {
      const mark = answerMark(feature, wire, row);
      if (mark !== null) it(`${wire} over ${row.name}: ${feature.name}`, () => prove(mark, feature.name, wire, row));
    }
  }
});
