/** The requests of the table as a client of Anthropic's Messages sends them. */

import type { Issuer } from '../../src/part.ts';
import type { RequestName } from './request-cells.ts';
import * as said from './said.ts';

type Body = Readonly<Record<string, unknown>>;

const user = (...content: readonly object[]) => ({ role: 'user', content: [HI, ...content] });
const HI = { type: 'text', text: 'Hi' };
const NEXT = { type: 'text', text: 'And now?' };
const TOOLS = [
  { name: 'look', description: 'Looks out.', input_schema: said.SCHEMA },
  { name: 'listen', description: 'Listens.', input_schema: said.SCHEMA },
];
const use = ({ id, city }: typeof said.OSLO) => ({ type: 'tool_use', id, name: 'look', input: { city } });
const result = ({ id, result: content }: typeof said.OSLO) => ({ type: 'tool_result', tool_use_id: id, content });
const IMAGE = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: said.PNG } };
const PDF = { type: 'base64', media_type: 'application/pdf', data: said.PDF };

/** `foreign`: who has signed the thought that the one who is asked did not. */
export function messagesBody(feature: RequestName, foreign: Issuer): Body {
  // As much as leaves room for a budget of thoughts.
  const base = { model: 'm', max_tokens: 30_000, messages: [user()] };
  switch (feature) {
    case 'system prompt':
      return { ...base, system: said.SYSTEM };
    case 'tools and their results': {
      const history = [user(), { role: 'assistant', content: [use(said.OSLO)] }];
      return {
        ...{ ...base, tools: TOOLS },
        messages: [...history, { role: 'user', content: [result(said.OSLO), NEXT] }],
      };
    }
    case 'parallel calls': {
      const history = [user(), { role: 'assistant', content: [use(said.OSLO), use(said.ROME)] }];
      const results = { role: 'user', content: [result(said.OSLO), result(said.ROME)] };
      return { ...base, tools: TOOLS, messages: [...history, results] };
    }
    case 'one call at a time':
      return { ...base, tools: TOOLS, tool_choice: { type: 'auto', disable_parallel_tool_use: true } };
    case 'a tool forced':
      return { ...base, tools: TOOLS, tool_choice: { type: 'tool', name: 'look' } };
    case 'JSON schema':
      return { ...base, output_config: { format: { type: 'json_schema', schema: said.SCHEMA } } };
    case 'image by URL':
      return { ...base, messages: [user({ type: 'image', source: { type: 'url', url: said.IMAGE_URL } })] };
    case 'image by data':
      return { ...base, messages: [user(IMAGE)] };
    case 'image in a result': {
      const history = [user(), { role: 'assistant', content: [use(said.OSLO)] }];
      const shown = { role: 'user', content: [{ ...result(said.OSLO), content: [IMAGE] }] };
      return { ...base, tools: TOOLS, messages: [...history, shown] };
    }
    case 'PDF by data':
      return { ...base, messages: [user({ type: 'document', source: PDF, title: 'paper.pdf' })] };
    case 'PDF by URL':
      return { ...base, messages: [user({ type: 'document', source: { type: 'url', url: said.PDF_URL } })] };
    case 'PDF by id':
      return { ...base, messages: [user({ type: 'document', source: { type: 'file', file_id: said.FILE_ID } })] };
    case 'effort':
      return { ...base, thinking: { type: 'enabled', budget_tokens: 16_384 } };
    case 'cache marks': {
      const marked = { ...HI, cache_control: { type: 'ephemeral' } };
      return { ...base, messages: [{ role: 'user', content: [marked] }] };
    }
    case 'stop sequences':
      return { ...base, stop_sequences: [said.STOP] };
    case 'temperature':
      return { ...base, temperature: said.TEMPERATURE };
    case 'top_k':
      return { ...base, top_k: said.TOP_K };
    case 'token cap':
      return { ...base, max_tokens: said.CAP };
    case 'foreign thoughts': {
      const signature = foreign === 'anthropic' ? said.FOREIGN : `signalbox:${foreign}::${said.FOREIGN}`;
      const content = [
        { type: 'thinking', thinking: 'Hm.', signature },
        { type: 'text', text: 'Hello.' },
      ];
      return { ...base, messages: [user(), { role: 'assistant', content }, { role: 'user', content: [NEXT] }] };
    }
    default:
      throw new Error(`Messages have no word for ${feature}.`);
  }
}
