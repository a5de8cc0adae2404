/** Calls to Gemini, as a test wants to look at them. */

import { googleDialect } from '../../../src/provider/google/dialect.ts';
import type { Model } from '../../../src/tenant/policy.ts';
import type { Message, Prompt } from '../../../src/wire/prompt.ts';
import { orderOf, targetOf } from '../../support/order.ts';

type Ordered = NonNullable<Parameters<typeof orderOf>[0]>;

export const GEMINI_3 = 'gemini-3.1-pro-preview';
export const GEMINI_25 = 'gemini-2.5-flash';
export const GEMINI_2 = 'gemini-2.0-flash';

export async function callOf(ordered: Ordered = {}, model: Partial<Model> = { id: GEMINI_3 }, provider: object = {}) {
  const call = await googleDialect.call(targetOf('google', model, provider), orderOf(ordered));
  const json: Record<string, unknown> = JSON.parse(call.body);
  return { ...call, json };
}

export async function contentsOf(messages: readonly Message[], id = GEMINI_3): Promise<unknown> {
  return (await callOf({ prompt: { messages } }, { id })).json['contents'];
}

export async function generationOf(prompt: Partial<Prompt>, id = GEMINI_3) {
  const { json, dropped } = await callOf({ prompt }, { id });
  return { config: json['generationConfig'], dropped };
}

export function lacksOf(prompt: Partial<Prompt>, id: string): readonly string[] {
  const full = orderOf({ prompt }).ask.prompt();
  return googleDialect.lacks(full, targetOf('google', { id }).model);
}
