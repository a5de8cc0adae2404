/** Answers of Workers AI: gpt-oss writes chat completions, Llama what Cloudflare's own models write. */

import type { AnswerName } from './answer-cells.ts';
import { chatGiven } from './chat-given.ts';
import { bytesOf, dataOf, type Given, TEXT, USED } from './given.ts';
import type { Row } from './rows.ts';
import { OSLO, ROME } from './said.ts';

const usage = { prompt_tokens: USED.input, completion_tokens: USED.output, total_tokens: USED.input + USED.output };

export function workersGiven(feature: AnswerName, row: Row): Given {
  if (row.id.includes('gpt-oss')) return chatGiven(feature, row);
  const isCall = feature === 'tool calls';
  const calls = [OSLO, ROME].map(({ city }) => ({ name: 'look', arguments: { city } }));
  const said = isCall ? { response: '', tool_calls: calls } : { response: TEXT };
  const events = [dataOf(said), dataOf({ response: '', usage }), 'data: [DONE]\n\n'];
  return { stream: bytesOf(events.join('')), whole: JSON.stringify({ ...said, usage }) };
}
