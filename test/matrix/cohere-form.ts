/** What a chat with Cohere must hold for each feature: https://docs.cohere.com/v2/reference/chat */

import { expect } from 'vitest';
import type { RequestName } from './request-cells.ts';
import * as said from './said.ts';

const user = (...content: readonly object[]) => ({ role: 'user', content: [{ type: 'text', text: 'Hi' }, ...content] });
const tool = (name: string) => ({ type: 'function', function: { name, parameters: said.SCHEMA } });
const TOOLS = [tool('look'), tool('listen')];
const calling = (...calls: (typeof said.OSLO)[]) => ({
  role: 'assistant',
  tool_calls: calls.map(({ id, json }) => ({ id, type: 'function', function: { name: 'look', arguments: json } })),
});
const result = ({ id, result: content }: typeof said.OSLO) => ({ role: 'tool', tool_call_id: id, content });
const image = (url: string) => ({ type: 'image_url', image_url: { url } });

export function cohereForm(feature: RequestName): object {
  switch (feature) {
    case 'system prompt':
      return {
        messages: [
          { role: 'system', content: said.SYSTEM },
          { role: 'user', content: 'Hi' },
        ],
      };
    case 'tools and their results':
      return {
        tools: TOOLS,
        messages: [{ role: 'user' }, calling(said.OSLO), result(said.OSLO), { role: 'user', content: 'And now?' }],
      };
    case 'parallel calls':
      return {
        tools: TOOLS,
        messages: [{ role: 'user' }, calling(said.OSLO, said.ROME), result(said.OSLO), result(said.ROME)],
      };
    case 'a tool forced':
      // It can be told to call, and not which: the others are not shown to it.
      return { tools: [tool('look')], tool_choice: 'REQUIRED' };
    case 'JSON schema': {
      const { additionalProperties: _closed, ...schema } = said.SCHEMA;
      return { response_format: { type: 'json_object', json_schema: schema } };
    }
    case 'image by URL':
      return { messages: [user(image(said.IMAGE_URL))] };
    case 'image by data':
      return { messages: [user(image(said.dataUrl('image/png', said.PNG)))] };
    case 'image in a result': {
      const shown = [
        { type: 'text', text: expect.stringContaining(said.OSLO.id) },
        image(said.dataUrl('image/png', said.PNG)),
      ];
      const answered = { role: 'tool', tool_call_id: said.OSLO.id };
      return { messages: [{ role: 'user' }, calling(said.OSLO), answered, { role: 'user', content: shown }] };
    }
    case 'effort':
      return { thinking: { type: 'enabled', token_budget: 16_384 } };
    case 'stop sequences':
      return { stop_sequences: [said.STOP] };
    case 'seed':
      return { seed: said.SEED };
    case 'penalties':
      return { frequency_penalty: said.PENALTY };
    case 'temperature':
      return { temperature: said.TEMPERATURE };
    case 'top_k':
      return { k: said.TOP_K };
    case 'token cap':
      return { max_tokens: said.CAP };
    default:
      throw new Error(`Cohere has no place for ${feature}.`);
  }
}
