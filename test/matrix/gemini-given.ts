/** Answers of Gemini's: https://ai.google.dev/api/generate-content#v1beta.GenerateContentResponse */

import type { AnswerName } from './answer-cells.ts';
import { bytesOf, dataOf, type Given, SIGNATURE, SOURCE, TEXT, THOUGHT, USED } from './given.ts';
import { OSLO, ROME } from './said.ts';

const USAGE = {
  ...{ promptTokenCount: USED.input, cachedContentTokenCount: USED.cached },
  ...{ candidatesTokenCount: USED.output - USED.reasoning, thoughtsTokenCount: USED.reasoning },
  totalTokenCount: USED.input + USED.output,
};

export function geminiGiven(feature: AnswerName): Given {
  const { parts, reason = 'STOP', grounding } = saidOf(feature);
  const head = { modelVersion: 'gemini', responseId: 'r1' };
  const grounded = grounding === undefined ? {} : { groundingMetadata: grounding };
  const candidate = { content: { role: 'model', parts }, index: 0, ...grounded };
  const ended = { content: { role: 'model', parts: [{ text: '' }] }, index: 0, finishReason: reason };
  const events = [
    { candidates: [candidate], usageMetadata: { promptTokenCount: USED.input }, ...head },
    { candidates: [ended], usageMetadata: USAGE, ...head },
  ];
  const whole = { candidates: [{ ...candidate, finishReason: reason }], usageMetadata: USAGE, ...head };
  return { stream: bytesOf(events.map(dataOf).join('')), whole: JSON.stringify(whole) };
}

function saidOf(feature: AnswerName): { parts: readonly object[]; reason?: string; grounding?: object } {
  switch (feature) {
    case 'tool calls':
      return { parts: [OSLO, ROME].map(({ id, city }) => ({ functionCall: { id, name: 'look', args: { city } } })) };
    case 'reasoning':
      return { parts: [{ text: THOUGHT, thought: true }, { text: TEXT }] };
    case 'signed thoughts, and back': {
      const { id, city } = OSLO;
      return { parts: [{ functionCall: { id, name: 'look', args: { city } }, thoughtSignature: SIGNATURE }] };
    }
    case 'sources': {
      const { url: uri, title } = SOURCE;
      const grounding = {
        groundingChunks: [{ web: { uri, title } }],
        groundingSupports: [{ segment: { text: 'Rain' }, groundingChunkIndices: [0] }],
      };
      return { parts: [{ text: TEXT }], grounding };
    }
    case 'refusal':
      return { parts: [], reason: 'SAFETY' };
    default:
      return { parts: [{ text: TEXT }] };
  }
}
