/**
 * What a chat completion must hold for each feature, by OpenAI's documents and those of the providers that differ:
 * https://platform.openai.com/docs/api-reference/chat/create
 */

import { expect } from 'vitest';
import type { RequestName } from './request-cells.ts';
import type { Row } from './rows.ts';
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

export function chatForm(feature: RequestName, row: Row): object {
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
        messages: [
          ...[{ role: 'user' }, calling(said.OSLO), result(said.OSLO)],
          ...[...bridge(row), { role: 'user', content: 'And now?' }],
        ],
      };
    case 'parallel calls':
      return {
        tools: TOOLS,
        messages: [{ role: 'user' }, calling(said.OSLO, said.ROME), result(said.OSLO), result(said.ROME)],
      };
    case 'one call at a time':
      return { parallel_tool_calls: false };
    case 'a tool forced':
      return { tools: TOOLS, tool_choice: { type: 'function', function: { name: 'look' } } };
    case 'JSON schema':
      return schemaOf(row);
    case 'image by URL':
      return { messages: [user(image(said.IMAGE_URL))] };
    case 'image by data':
      return { messages: [user(image(said.dataUrl('image/png', said.PNG)))] };
    case 'image in a result': {
      // A result is text on this wire: the image follows it.
      const shown = [
        { type: 'text', text: expect.stringContaining(said.OSLO.id) },
        image(said.dataUrl('image/png', said.PNG)),
      ];
      const results = { role: 'tool', tool_call_id: said.OSLO.id };
      return {
        messages: [{ role: 'user' }, calling(said.OSLO), results, ...bridge(row), { role: 'user', content: shown }],
      };
    }
    case 'PDF by data': {
      if (row.kind === 'mistral') return documentOf(said.dataUrl('application/pdf', said.PDF));
      const file = { filename: 'paper.pdf', file_data: said.dataUrl('application/pdf', said.PDF) };
      return { messages: [user({ type: 'file', file })] };
    }
    case 'PDF by URL':
      if (row.kind === 'mistral') return documentOf(said.PDF_URL);
      return { messages: [user({ type: 'file', file: { file_data: said.PDF_URL } })] };
    case 'audio':
      return { messages: [user({ type: 'input_audio', input_audio: { data: said.WAV, format: 'wav' } })] };
    case 'effort':
      return effortOf(row);
    case 'cache marks':
      return { messages: [{ role: 'user', content: [{ text: 'Hi', cache_control: { type: 'ephemeral' } }] }] };
    case 'stop sequences':
      return { stop: [said.STOP] };
    case 'seed':
      return { [row.kind === 'mistral' ? 'random_seed' : 'seed']: said.SEED };
    case 'penalties':
      return { frequency_penalty: said.PENALTY };
    case 'temperature':
      return { temperature: said.TEMPERATURE };
    case 'top_k':
      return { top_k: said.TOP_K };
    case 'token cap':
      return { [NEWER_CAP.has(row.kind) ? 'max_completion_tokens' : 'max_tokens']: said.CAP };
    default:
      throw new Error(`A chat completion has no place for ${feature}.`);
  }
}

/** https://docs.mistral.ai/capabilities/document_ai/document_qna */
const documentOf = (document_url: string) => ({ messages: [user({ type: 'document_url', document_url })] });

/** Who has taken up OpenAI's newer name for the cap. */
const NEWER_CAP: ReadonlySet<string> = new Set(['openai', 'azure-openai', 'xai', 'groq', 'cerebras']);

function schemaOf({ kind }: Row): object {
  if (kind !== 'deepseek')
    return { response_format: { type: 'json_schema', json_schema: { schema: said.SCHEMA, strict: true } } };
  // https://api-docs.deepseek.com/guides/json_mode : any JSON, and the prompt must say which.
  const words = { role: 'system', content: expect.stringContaining(JSON.stringify(said.SCHEMA)) };
  return { response_format: { type: 'json_object' }, messages: [words, { role: 'user' }] };
}

function effortOf({ kind }: Row): object {
  // https://openrouter.ai/docs/use-cases/reasoning-tokens : a level or a budget, by what the client said.
  if (kind === 'openrouter') return { reasoning: expect.toSatisfy(isHighOnOpenRouter) };
  if (kind === 'deepseek') return { thinking: { type: 'enabled' }, reasoning_effort: 'high' };
  return { reasoning_effort: 'high' };
}

const isHighOnOpenRouter = (value: unknown): boolean =>
  Reflect.get(Object(value), 'effort') === 'high' || Reflect.get(Object(value), 'max_tokens') === 16_384;

/** Mistral wants a word of the model's between a tool's and the user's. */
const bridge = ({ kind }: Row) => (kind === 'mistral' ? [{ role: 'assistant', content: expect.any(String) }] : []);
