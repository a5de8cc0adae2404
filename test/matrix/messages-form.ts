/** What a message to Anthropic must hold for each feature: https://platform.claude.com/docs/en/api/messages/create */

import { expect } from 'vitest';
import type { RequestName } from './request-cells.ts';
import * as said from './said.ts';

const user = (...content: readonly object[]) => ({ role: 'user', content: [{ type: 'text', text: 'Hi' }, ...content] });
const tool = (name: string) => ({ name, input_schema: said.SCHEMA });
const TOOLS = [tool('look'), tool('listen')];
const calling = (...calls: (typeof said.OSLO)[]) => ({
  role: 'assistant',
  content: calls.map(({ id, city }) => ({ type: 'tool_use', id, name: 'look', input: { city } })),
});
const result = ({ id, result: text }: typeof said.OSLO) => ({
  ...{ type: 'tool_result', tool_use_id: id, content: [{ type: 'text', text }] },
});
const IMAGE = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: said.PNG } };

export function messagesForm(feature: RequestName): object {
  switch (feature) {
    case 'system prompt':
      return { system: [{ type: 'text', text: said.SYSTEM }], messages: [user()] };
    case 'tools and their results': {
      const answered = { role: 'user', content: [result(said.OSLO), { type: 'text', text: 'And now?' }] };
      return { tools: TOOLS, messages: [user(), calling(said.OSLO), answered] };
    }
    case 'parallel calls': {
      const answered = { role: 'user', content: [result(said.OSLO), result(said.ROME)] };
      return { tools: TOOLS, messages: [user(), calling(said.OSLO, said.ROME), answered] };
    }
    case 'one call at a time':
      return { tool_choice: { type: 'auto', disable_parallel_tool_use: true } };
    case 'a tool forced':
      return { tools: TOOLS, tool_choice: { type: 'tool', name: 'look' } };
    case 'JSON schema':
      return { output_config: { format: { type: 'json_schema', schema: said.SCHEMA } } };
    case 'image by URL':
      return { messages: [user({ type: 'image', source: { type: 'url', url: said.IMAGE_URL } })] };
    case 'image by data':
      return { messages: [user(IMAGE)] };
    case 'image in a result': {
      const shown = { type: 'tool_result', tool_use_id: said.OSLO.id, content: [IMAGE] };
      return { messages: [user(), calling(said.OSLO), { role: 'user', content: [shown] }] };
    }
    case 'PDF by data': {
      const source = { type: 'base64', media_type: 'application/pdf', data: said.PDF };
      return { messages: [user({ type: 'document', source, title: 'paper.pdf' })] };
    }
    case 'PDF by URL':
      return { messages: [user({ type: 'document', source: { type: 'url', url: said.PDF_URL } })] };
    case 'effort':
      // Three quarters of a cap that nobody set, at the least.
      return { thinking: { type: 'enabled', budget_tokens: expect.toSatisfy((tokens: number) => tokens >= 12_288) } };
    case 'cache marks':
      return { messages: [{ role: 'user', content: [{ text: 'Hi', cache_control: { type: 'ephemeral' } }] }] };
    case 'stop sequences':
      return { stop_sequences: [said.STOP] };
    case 'temperature':
      return { temperature: said.TEMPERATURE };
    case 'token cap':
      return { max_tokens: said.CAP };
    default:
      throw new Error(`A message to Anthropic has no place for ${feature}.`);
  }
}
