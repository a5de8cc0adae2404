/** The requests of the table as a client of Responses sends them. */

import type { Issuer } from '../../src/part.ts';
import type { RequestName } from './request-cells.ts';
import * as said from './said.ts';

type Body = Readonly<Record<string, unknown>>;

const user = (...content: readonly object[]) => ({ type: 'message', role: 'user', content: [HI, ...content] });
const HI = { type: 'input_text', text: 'Hi' };
const NEXT = { type: 'message', role: 'user', content: 'And now?' };
const TOOLS = [
  { type: 'function', name: 'look', description: 'Looks out.', parameters: said.SCHEMA, strict: false },
  { type: 'function', name: 'listen', description: 'Listens.', parameters: said.SCHEMA, strict: false },
];
const call = ({ id, json }: typeof said.OSLO) => ({
  ...{ type: 'function_call', call_id: id, name: 'look', arguments: json },
});
const result = ({ id, result: output }: typeof said.OSLO) => ({ type: 'function_call_output', call_id: id, output });

/** `foreign`: who has signed the thought that the one who is asked did not. */
export function responsesBody(feature: RequestName, foreign: Issuer): Body {
  const base = { model: 'm', input: 'Hi' };
  switch (feature) {
    case 'system prompt':
      return { ...base, instructions: said.SYSTEM };
    case 'tools and their results':
      return { ...base, tools: TOOLS, input: [user(), call(said.OSLO), result(said.OSLO), NEXT] };
    case 'parallel calls': {
      const input = [user(), call(said.OSLO), call(said.ROME), result(said.OSLO), result(said.ROME)];
      return { ...base, tools: TOOLS, input };
    }
    case 'one call at a time':
      return { ...base, tools: TOOLS, parallel_tool_calls: false };
    case 'a tool forced':
      return { ...base, tools: TOOLS, tool_choice: { type: 'function', name: 'look' } };
    case 'JSON schema':
      return {
        ...base,
        text: { format: { type: 'json_schema', name: 'answer', schema: said.SCHEMA, strict: true } },
      };
    case 'image by URL':
      return { ...base, input: [user({ type: 'input_image', image_url: said.IMAGE_URL, detail: 'auto' })] };
    case 'image by data':
      return { ...base, input: [user({ type: 'input_image', image_url: said.dataUrl('image/png', said.PNG) })] };
    case 'image in a result': {
      const output = [{ type: 'input_image', image_url: said.dataUrl('image/png', said.PNG) }];
      return { ...base, tools: TOOLS, input: [user(), call(said.OSLO), { ...result(said.OSLO), output }] };
    }
    case 'PDF by data': {
      const data = said.dataUrl('application/pdf', said.PDF);
      return { ...base, input: [user({ type: 'input_file', filename: 'paper.pdf', file_data: data })] };
    }
    case 'PDF by URL':
      return { ...base, input: [user({ type: 'input_file', file_url: said.PDF_URL })] };
    case 'PDF by id':
      return { ...base, input: [user({ type: 'input_file', file_id: said.FILE_ID })] };
    case 'audio':
      return { ...base, input: [user({ type: 'input_audio', input_audio: { data: said.WAV, format: 'wav' } })] };
    case 'effort':
      return { ...base, reasoning: { effort: 'high' } };
    case 'cache marks': {
      const marked = { ...HI, prompt_cache_breakpoint: { mode: 'explicit' } };
      return { ...base, input: [{ type: 'message', role: 'user', content: [marked] }] };
    }
    case 'temperature':
      return { ...base, temperature: said.TEMPERATURE };
    case 'token cap':
      return { ...base, max_output_tokens: said.CAP };
    case 'foreign thoughts': {
      const thought = {
        ...{
          type: 'reasoning',
          id: 'rs_01ARZ3NDEKTSV4RRFFQ69G5FAV_0',
          summary: [{ type: 'summary_text', text: 'Hm.' }],
        },
        encrypted_content: `signalbox:signed:${foreign}:${said.FOREIGN}`,
      };
      return { ...base, input: [user(), thought, { type: 'message', role: 'assistant', content: 'Hello.' }, NEXT] };
    }
    case 'previous_response_id':
      return { ...base, previous_response_id: said.PREVIOUS };
    default:
      throw new Error(`Responses have no word for ${feature}.`);
  }
}
