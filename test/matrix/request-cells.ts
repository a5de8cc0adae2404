/**
 * What becomes of a request: for each feature what is expected of every format that it is translated into, and of which
 * rows something else. Where client and provider speak the same format it goes on as it came, but for `same`.
 */

import type { Mark } from './mark.ts';
import { type Form, formOf, isSame, type Row, WIRES, type Wire } from './rows.ts';

export type RequestName =
  | 'system prompt'
  | 'tools and their results'
  | 'parallel calls'
  | 'one call at a time'
  | 'a tool forced'
  | 'JSON schema'
  | 'image by URL'
  | 'image by data'
  | 'image in a result'
  | 'PDF by data'
  | 'PDF by URL'
  | 'PDF by id'
  | 'audio'
  | 'effort'
  | 'cache marks'
  | 'stop sequences'
  | 'seed'
  | 'penalties'
  | 'temperature'
  | 'top_k'
  | 'token cap'
  | 'foreign thoughts'
  | 'previous_response_id';

interface RequestFeature {
  readonly name: RequestName;
  /** The wires that have a word for it. */
  readonly wires: readonly Wire[];
  readonly marks: Readonly<Record<Form, Mark>>;
  /** Of rows that differ from their format. */
  readonly but?: Readonly<Record<string, Mark>>;
  /** Of rows that are called in the client's own format, and refuse the thing all the same. */
  readonly same?: Readonly<Record<string, Mark>>;
}

const over = (mark: Mark, but: Partial<Record<Form, Mark>> = {}): Record<Form, Mark> => ({
  ...{ chat: mark, responses: mark, messages: mark, gemini: mark, cohere: mark, converse: mark, workers: mark },
  ...but,
});

/** Models that cannot be sent what others behind the same API can. */
const LLAMA = 'workers-ai (Llama)';
const NOVA = 'amazon-bedrock (Nova)';
const REASONING: Readonly<Record<string, Mark>> = { openai: 'listed', 'azure-openai': 'listed' };
/** They have the cap under its older name. */
const OLDER_CAP: Readonly<Record<string, Mark>> = {
  ...{ mistral: 'carried', deepseek: 'carried', together: 'carried', fireworks: 'carried', perplexity: 'carried' },
};

export const REQUEST: readonly RequestFeature[] = [
  { name: 'system prompt', wires: WIRES, marks: over('carried') },
  { name: 'tools and their results', wires: WIRES, marks: over('carried'), same: { mistral: 'carried' } },
  { name: 'parallel calls', wires: WIRES, marks: over('carried') },
  {
    ...{ name: 'one call at a time', wires: WIRES },
    marks: over('carried', { gemini: 'listed', cohere: 'listed' }),
    but: { [NOVA]: 'listed', [LLAMA]: 'listed' },
  },
  { name: 'a tool forced', wires: WIRES, marks: over('carried'), but: { [LLAMA]: 'refused' } },
  { name: 'JSON schema', wires: WIRES, marks: over('carried'), but: { deepseek: 'words', [NOVA]: 'words' } },
  {
    ...{ name: 'image by URL', wires: WIRES },
    marks: over('carried', { converse: 'refused', workers: 'refused' }),
  },
  { name: 'image by data', wires: WIRES, marks: over('carried') },
  { name: 'image in a result', wires: ['responses', 'messages'], marks: over('carried') },
  {
    ...{ name: 'PDF by data', wires: WIRES },
    marks: over('carried', { chat: 'refused', cohere: 'refused', workers: 'refused' }),
    but: { openai: 'carried', 'azure-openai': 'carried', openrouter: 'carried', mistral: 'carried' },
  },
  {
    ...{ name: 'PDF by URL', wires: ['responses', 'messages'] },
    marks: over('carried', { chat: 'refused', cohere: 'refused', converse: 'refused', workers: 'refused' }),
    but: { openrouter: 'carried', mistral: 'carried' },
  },
  // A name that means something to one provider alone.
  { name: 'PDF by id', wires: WIRES, marks: over('refused') },
  {
    ...{ name: 'audio', wires: ['chat', 'responses'] },
    marks: over('refused', { gemini: 'carried' }),
    but: {
      ...{ openai: 'carried', 'azure-openai': 'carried', 'openai-compatible': 'carried', mistral: 'carried' },
      openrouter: 'carried',
    },
  },
  { name: 'effort', wires: WIRES, marks: over('carried'), but: { [LLAMA]: 'listed' } },
  {
    ...{ name: 'cache marks', wires: WIRES },
    marks: over('listed', { messages: 'carried', converse: 'carried' }),
    but: { openrouter: 'carried' },
  },
  {
    ...{ name: 'stop sequences', wires: ['chat', 'messages'] },
    marks: over('carried'),
    but: { [LLAMA]: 'refused', xai: 'listed' },
    same: { xai: 'listed' },
  },
  {
    ...{ name: 'seed', wires: ['chat'] },
    marks: over('carried', { messages: 'listed', converse: 'listed' }),
    same: { mistral: 'carried' },
  },
  {
    ...{ name: 'penalties', wires: ['chat'] },
    marks: over('carried', { messages: 'listed', converse: 'listed' }),
    but: { 'google (Gemini 2.5)': 'listed' },
    same: { ...REASONING, xai: 'listed', cerebras: 'listed' },
  },
  { name: 'temperature', wires: WIRES, marks: over('carried'), but: REASONING, same: REASONING },
  {
    ...{ name: 'top_k', wires: ['messages'] },
    marks: over('listed', { gemini: 'carried', cohere: 'carried', converse: 'carried', workers: 'carried' }),
    but: {
      ...{ 'openai-compatible': 'carried', openrouter: 'carried', together: 'carried', fireworks: 'carried' },
      perplexity: 'carried',
    },
  },
  { name: 'token cap', wires: WIRES, marks: over('carried'), same: OLDER_CAP },
  { name: 'foreign thoughts', wires: WIRES, marks: over('withheld') },
  { name: 'previous_response_id', wires: ['responses'], marks: over('refused') },
];

/** Null: there is no such cell. Nobody reads what is sent to the built-in provider. */
export function requestMark({ name, wires, marks, but, same }: RequestFeature, wire: Wire, row: Row): Mark | null {
  if (!wires.includes(wire) || row.kind === 'loopback') return null;
  if (name === 'foreign thoughts' && row.kind !== 'openai-compatible') return 'withheld';
  if (isSame(wire, row)) return same?.[row.name] ?? 'same';
  return but?.[row.name] ?? marks[formOf(wire, row)];
}
