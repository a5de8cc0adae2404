/** Calls to Bedrock, as a test wants to look at them. */

import { bedrockDialect } from '../../../src/provider/amazon-bedrock/dialect.ts';
import type { Model } from '../../../src/tenant/policy.ts';
import type { Message, Prompt } from '../../../src/wire/prompt.ts';
import { orderOf, targetOf } from '../../support/order.ts';

type Ordered = NonNullable<Parameters<typeof orderOf>[0]>;

export const CLAUDE = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0';
export const CLAUDE_5 = 'global.anthropic.claude-opus-5-v1:0';
export const NOVA = 'amazon.nova-lite-v1:0';
export const NOVA_2 = 'us.amazon.nova-2-lite-v1:0';
export const GPT = 'openai.gpt-oss-120b-1:0';
export const MISTRAL = 'mistral.mistral-large-3-675b-instruct';
export const LLAMA = 'us.meta.llama4-scout-17b-instruct-v1:0';

export async function callOf(ordered: Ordered = {}, model: Partial<Model> = { id: CLAUDE }) {
  const call = await bedrockDialect.call(targetOf('amazon-bedrock', model, { region: 'us-east-1' }), orderOf(ordered));
  const json: Record<string, unknown> = JSON.parse(call.body);
  return { ...call, json };
}

export async function bodyOf(prompt: Partial<Prompt>, id = CLAUDE) {
  const { json, dropped } = await callOf({ prompt }, { id });
  return { ...json, dropped };
}

export async function messagesOf(messages: readonly Message[], id = CLAUDE): Promise<unknown> {
  return (await callOf({ prompt: { messages } }, { id })).json['messages'];
}

export function lacksOf(prompt: Partial<Prompt>, id = CLAUDE): readonly string[] {
  return bedrockDialect.lacks(orderOf({ prompt }).ask.prompt(), targetOf('amazon-bedrock', { id }).model);
}
