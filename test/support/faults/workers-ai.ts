/** A model of Workers AI's own making, as the binding hands on its raw response. */

import { PIECES, TEXT } from '../openai-wire.ts';
import { type Format, json, READ, WRITTEN } from './format.ts';

const [FIRST = '', ...OTHERS] = PIECES;
const event = (data: object): string => `data: ${JSON.stringify(data)}\n\n`;
const said = (response: string) => event({ response, p: 'abcdefgh' });
const USAGE = { prompt_tokens: READ, completion_tokens: WRITTEN, total_tokens: READ + WRITTEN };
const refusal = (message: string) => ({
  errors: [{ message: `AiError: ${message}`, code: 3040 }],
  success: false,
  result: {},
  messages: [],
});

export const WORKERS_AI: Format = {
  type: 'text/event-stream',
  opening: [said('')],
  first: [said(FIRST)],
  rest: [...OTHERS.map(said), event({ response: '', usage: USAGE }), 'data: [DONE]\n\n'],
  failed: (message) => event(refusal(message)),
  unreadable: 'data: {"response":"Mer\n\n',
  whole: JSON.stringify({ result: { response: TEXT, usage: USAGE }, success: true, errors: [], messages: [] }),
  refusal: (_, message) => json(refusal(message)),
};
