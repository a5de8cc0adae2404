/** The requests of the table as a client of Chat Completions sends them. */

import type { Issuer } from '../../src/part.ts';
import type { RequestName } from './request-cells.ts';
import * as said from './said.ts';

type Body = Readonly<Record<string, unknown>>;

const user = (content: unknown) => ({ role: 'user', content });
const HI = { type: 'text', text: 'Hi' };
const TOOLS = [
  { type: 'function', function: { name: 'look', description: 'Looks out.', parameters: said.SCHEMA } },
  { type: 'function', function: { name: 'listen', description: 'Listens.', parameters: said.SCHEMA } },
];
const call = ({ id, json }: typeof said.OSLO) => ({
  ...{ id, type: 'function', function: { name: 'look', arguments: json } },
});
const result = ({ id, result: content }: typeof said.OSLO) => ({ role: 'tool', tool_call_id: id, content });
const calling = (...calls: (typeof said.OSLO)[]) => ({ role: 'assistant', content: null, tool_calls: calls.map(call) });
const file = { filename: 'paper.pdf', file_data: said.dataUrl('application/pdf', said.PDF) };

/** `foreign`: who has signed the thought that the one who is asked did not. */
export function chatBody(feature: RequestName, foreign: Issuer): Body {
  const base = { model: 'm', messages: [user('Hi')] };
  switch (feature) {
    case 'system prompt':
      return { ...base, messages: [{ role: 'system', content: said.SYSTEM }, user('Hi')] };
    case 'tools and their results':
      return {
        ...{ ...base, tools: TOOLS },
        messages: [user('Hi'), calling(said.OSLO), result(said.OSLO), user('And now?')],
      };
    case 'parallel calls':
      return {
        ...{ ...base, tools: TOOLS },
        messages: [user('Hi'), calling(said.OSLO, said.ROME), result(said.OSLO), result(said.ROME)],
      };
    case 'one call at a time':
      return { ...base, tools: TOOLS, parallel_tool_calls: false };
    case 'a tool forced':
      return { ...base, tools: TOOLS, tool_choice: { type: 'function', function: { name: 'look' } } };
    case 'JSON schema':
      return {
        ...base,
        response_format: { type: 'json_schema', json_schema: { name: 'answer', schema: said.SCHEMA, strict: true } },
      };
    case 'image by URL':
      return { ...base, messages: [user([HI, { type: 'image_url', image_url: { url: said.IMAGE_URL } }])] };
    case 'image by data': {
      const url = said.dataUrl('image/png', said.PNG);
      return { ...base, messages: [user([HI, { type: 'image_url', image_url: { url } }])] };
    }
    case 'PDF by data':
      return { ...base, messages: [user([HI, { type: 'file', file }])] };
    case 'PDF by id':
      return { ...base, messages: [user([HI, { type: 'file', file: { file_id: said.FILE_ID } }])] };
    case 'audio':
      return {
        ...base,
        messages: [user([HI, { type: 'input_audio', input_audio: { data: said.WAV, format: 'wav' } }])],
      };
    case 'effort':
      return { ...base, reasoning_effort: 'high' };
    case 'cache marks':
      return { ...base, messages: [user([{ ...HI, cache_control: { type: 'ephemeral' } }])] };
    case 'stop sequences':
      return { ...base, stop: [said.STOP] };
    case 'seed':
      return { ...base, seed: said.SEED };
    case 'penalties':
      return { ...base, frequency_penalty: said.PENALTY };
    case 'temperature':
      return { ...base, temperature: said.TEMPERATURE };
    case 'token cap':
      return { ...base, max_completion_tokens: said.CAP };
    case 'foreign thoughts': {
      const details = [{ type: 'reasoning.text', index: 0, format: foreign, text: 'Hm.', signature: said.FOREIGN }];
      const thought = { role: 'assistant', content: 'Hello.', reasoning_details: details };
      return { ...base, messages: [user('Hi'), thought, user('And now?')] };
    }
    default:
      throw new Error(`A chat has no word for ${feature}.`);
  }
}
