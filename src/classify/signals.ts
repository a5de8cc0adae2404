/**
 * What can be read off a request before any model has seen it: how difficult it is, what its words ask of the effort,
 * what they call for, its modality, size and language. Pure; hints for the router, never a reason to refuse.
 */

import { milliseconds, unixMs } from '../unit.ts';
import type { Ask } from '../wire/ask.ts';
import { readAsked } from './asked.ts';
import { readCommerce } from './commerce.ts';
import type { Signals, SoftNeed } from './contract.ts';
import { readDifficulty } from './difficulty.ts';
import { type Features, featuresOf, type SpokenFeatures, spokenFeatures } from './features.ts';
import { readLanguage } from './language.ts';
import { ownWords } from './own-words.ts';
import { Recent } from './recent.ts';
import { readSoftNeeds } from './soft-needs.ts';
import { readSubject } from './subject.ts';
import { documentTokens, estimateTokens, TOKENS_PER_IMAGE, TOKENS_PER_MESSAGE, TOKENS_PER_PROMPT } from './tokens.ts';
import { readWishes, type Wishes } from './wishes.ts';

/** What is made of the user's words alone, and is the same whenever they come again. */
interface HeardSignals extends Omit<Signals, 'needs' | 'modality' | 'inputTokens'> {
  readonly soft: readonly SoftNeed[];
}

interface Heard {
  readonly signals: HeardSignals;
  readonly spoken: SpokenFeatures;
}

/** What was heard of late: a conversation that is asked again, or a text that many send, is not read twice. */
export type Hearing = Recent<Heard>;

/** In bytes, as `weightOf` reckons them. */
const REMEMBERED = { weight: 1_000_000, ageMs: milliseconds(Number.POSITIVE_INFINITY) };
const AGELESS = unixMs(0);
/** Longer texts are rare, and do not come again. */
const MAX_REMEMBERED_CHARACTERS = 20_000;
const BYTES_PER_CHARACTER = 2;
const BYTES_BESIDE = 2_000;

/** A memory for the requests of one policy: nobody else's requests take less time for what its users have said. */
export const newHearing = (): Hearing => new Recent(REMEMBERED);

export const readSignals = (ask: Ask): Signals => signalsOf(ask, hear(ask).signals);

/** Signals, and with them what can be learned from the request: made of what the signals have read anyway. */
export function readRequest(ask: Ask, hearing?: Hearing): { readonly signals: Signals; readonly features: Features } {
  const heard = hearing === undefined ? hearAll(ask) : remembered(ask, hearing);
  const signals = signalsOf(ask, heard.signals);
  return { signals, features: featuresOf(signals, heard.spoken) };
}

function remembered(ask: Ask, hearing: Hearing): Heard {
  const { latest, previous, hasFile } = spokenOf(ask);
  const key = JSON.stringify([latest, previous, hasFile]);
  if (key.length > MAX_REMEMBERED_CHARACTERS) return hearAll(ask);
  const known = hearing.get(key, AGELESS);
  if (known !== undefined) return known;
  const heard = hearAll(ask);
  hearing.put(key, heard, BYTES_BESIDE + BYTES_PER_CHARACTER * key.length, AGELESS);
  return heard;
}

interface Spoken {
  readonly latest: string;
  readonly previous: string | null;
  readonly hasFile: boolean;
}

function spokenOf({ turns, modality }: Ask): Spoken {
  let latest: string | null = null;
  let previous: string | null = null;
  for (let at = turns.length - 1; at >= 0 && previous === null; at--) {
    const turn = turns[at];
    if (turn?.role !== 'user') continue;
    if (latest === null) latest = turn.text;
    else previous = turn.text;
  }
  return { latest: latest ?? '', previous, hasFile: modality.includes('file') };
}

function hearAll(ask: Ask): Heard {
  const { signals, wishes } = hear(ask);
  return { signals, spoken: spokenFeatures(wishes.subject, wishes.domains) };
}

function hear(ask: Ask): { readonly signals: HeardSignals; readonly wishes: Wishes } {
  const { latest, previous, hasFile } = spokenOf(ask);
  const own = ownWords(latest);
  const language = readLanguage(own);
  const wishes = readWishes(own, language);
  const signals = {
    difficulty: readDifficulty(latest, previous),
    asked: readAsked(own),
    soft: readSoftNeeds(wishes, latest, hasFile),
    language: language === 'und' ? readLanguage(latest) : language,
    commerce: readCommerce(wishes, () => (previous === null ? null : wishesOfTurn(previous))),
    ...readSubject(wishes),
  };
  return { signals, wishes };
}

function signalsOf(ask: Ask, { soft, difficulty, asked, ...rest }: HeardSignals): Signals {
  return {
    ...{ difficulty, asked, needs: [...ask.needs, ...soft], modality: ask.modality, inputTokens: inputTokens(ask) },
    ...rest,
  };
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
