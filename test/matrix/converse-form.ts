/**
 * What a Converse must hold for each feature; what it has no field for stands in those of the model:
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
 */

import { expect } from 'vitest';
import type { RequestName } from './request-cells.ts';
import type { Row } from './rows.ts';
import * as said from './said.ts';

const user = (...content: readonly object[]) => ({ role: 'user', content: [{ text: 'Hi' }, ...content] });
const tool = (name: string) => ({ toolSpec: { name, inputSchema: { json: said.SCHEMA } } });
const TOOLS = [tool('look'), tool('listen')];
const calling = (...calls: (typeof said.OSLO)[]) => ({
  role: 'assistant',
  content: calls.map(({ id, city }) => ({ toolUse: { toolUseId: id, name: 'look', input: { city } } })),
});
const result = ({ id, result: text }: typeof said.OSLO) => ({ toolResult: { toolUseId: id, content: [{ text }] } });
const IMAGE = { image: { format: 'png', source: { bytes: said.PNG } } };
const more = (fields: object) => ({ additionalModelRequestFields: fields });

export function converseForm(feature: RequestName, { id }: Row): object {
  const isClaude = id.includes('claude');
  switch (feature) {
    case 'system prompt':
      return { system: [{ text: said.SYSTEM }], messages: [user()] };
    case 'tools and their results': {
      const answered = { role: 'user', content: [result(said.OSLO), { text: 'And now?' }] };
      return { toolConfig: { tools: TOOLS }, messages: [user(), calling(said.OSLO), answered] };
    }
    case 'parallel calls': {
      const answered = { role: 'user', content: [result(said.OSLO), result(said.ROME)] };
      return { toolConfig: { tools: TOOLS }, messages: [user(), calling(said.OSLO, said.ROME), answered] };
    }
    case 'one call at a time':
      return more({ tool_choice: { type: 'auto', disable_parallel_tool_use: true } });
    case 'a tool forced':
      return { toolConfig: { tools: TOOLS, toolChoice: { tool: { name: 'look' } } } };
    case 'JSON schema': {
      const words = { system: [{ text: expect.stringContaining(JSON.stringify(said.SCHEMA)) }] };
      return isClaude ? more({ output_config: { format: { type: 'json_schema', schema: said.SCHEMA } } }) : words;
    }
    case 'image by data':
      return { messages: [user(IMAGE)] };
    case 'image in a result': {
      const shown = { toolResult: { toolUseId: said.OSLO.id, content: [IMAGE] } };
      return { messages: [user(), calling(said.OSLO), { role: 'user', content: [shown] }] };
    }
    case 'PDF by data': {
      const document = { format: 'pdf', name: 'paper', source: { bytes: said.PDF } };
      return { messages: [user({ document })] };
    }
    case 'effort':
      // Nova's `high` goes with no cap, and every message has one.
      return more(
        isClaude
          ? { thinking: { type: 'enabled', budget_tokens: 16_384 } }
          : { reasoningConfig: { type: 'enabled', maxReasoningEffort: expect.stringMatching(/^(medium|high)$/) } },
      );
    case 'cache marks':
      return { messages: [user({ cachePoint: { type: 'default' } })] };
    case 'stop sequences':
      return { inferenceConfig: { stopSequences: [said.STOP] } };
    case 'temperature':
      return { inferenceConfig: { temperature: said.TEMPERATURE } };
    case 'top_k':
      return more(isClaude ? { top_k: said.TOP_K } : { inferenceConfig: { topK: said.TOP_K } });
    case 'token cap':
      return { inferenceConfig: { maxTokens: said.CAP } };
    default:
      throw new Error(`Converse has no place for ${feature}.`);
  }
}
