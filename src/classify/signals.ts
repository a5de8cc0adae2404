/**
 * What can be read off a request before any model has seen it: how difficult it is, what its words ask of the effort,
 * what they call for, its modality, size and language. Pure; hints for the router, never a reason to refuse.
 */

import type { Ask } from '../wire/ask.ts';
import { readAsked } from './asked.ts';
import { readCommerce } from './commerce.ts';
import type { Signals } from './contract.ts';
import { readDifficulty } from './difficulty.ts';
import { type Features, featuresOf } from './features.ts';
import { readLanguage } from './language.ts';
import { ownWords } from './own-words.ts';
import { readSoftNeeds } from './soft-needs.ts';
import { readSubject } from './subject.ts';
import { documentTokens, estimateTokens, TOKENS_PER_IMAGE, TOKENS_PER_MESSAGE, TOKENS_PER_PROMPT } from './tokens.ts';
import { readWishes, type Wishes } from './wishes.ts';

export const readSignals = (ask: Ask): Signals => read(ask).signals;

/** Signals, and with them what can be learned from the request: made of what the signals have read anyway. */
export function readRequest(ask: Ask): { readonly signals: Signals; readonly features: Features } {
  const { signals, wishes } = read(ask);
  return { signals, features: featuresOf(signals, wishes.subject, wishes.domains) };
}

function read(ask: Ask): { readonly signals: Signals; readonly wishes: Wishes } {
  const [latest = '', previous = null] = ask.turns
    .flatMap(({ role, text }) => (role === 'user' ? [text] : []))
    .toReversed();
  const own = ownWords(latest);
  const language = readLanguage(own);
  const wishes = readWishes(own, language);
  const signals: Signals = {
    difficulty: readDifficulty(latest, previous),
    asked: readAsked(own),
    needs: [...ask.needs, ...readSoftNeeds(wishes, latest, ask.modality)],
    modality: ask.modality,
    inputTokens: inputTokens(ask),
    language: language === 'und' ? readLanguage(latest) : language,
    commerce: readCommerce(wishes, () => (previous === null ? null : wishesOfTurn(previous))),
    ...readSubject(wishes),
  };
  return { signals, wishes };
}

function wishesOfTurn(text: string): Wishes {
  const own = ownWords(text);
  return readWishes(own, readLanguage(own));
}

/** Fields of the body beside the messages that a model reads as text. */
const DEFINITIONS = ['tools', 'functions', 'response_format', 'output_config', 'output_format', 'text'] as const;

function inputTokens({ turns, images, beside, body }: Ask): number {
  let sum = TOKENS_PER_PROMPT + images * TOKENS_PER_IMAGE;
  for (const { text } of turns) sum += TOKENS_PER_MESSAGE + estimateTokens(text);
  for (const text of beside?.texts ?? []) sum += estimateTokens(text);
  for (const bytes of beside?.documents ?? []) sum += documentTokens(bytes);
  for (const field of DEFINITIONS) if (field in body) sum += estimateTokens(JSON.stringify(body[field]) ?? '');
  return sum;
}
