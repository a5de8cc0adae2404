/**
 * The English words that wishes of effort are made of, each of one kind. Any other word is a subject, of which it does not
 * matter which one it is. Pure data, folded.
 */

import { once } from '../once.ts';
import { EFFORT_WORDS } from './effort-words.ts';
import { FUNCTION_WORDS } from './function-words.ts';
import { fold } from './words.ts';

/** Kinds whose words mean much the same to whoever answers. Of two that claim a word the later has it. */
const KINDS: Readonly<Record<string, string>> = {
  slow: [...EFFORT_WORDS.slow].join(' '),
  fast: [...EFFORT_WORDS.fast].join(' '),
  negation: [...EFFORT_WORDS.negations].join(' '),
  care:
    'accuracy accurate correct correctness certain sure right precise precision exact mistake mistakes wrong quality ' +
    'rigor rigour care attention effort',
  talk:
    'explanation explanations explain explaining details detail reasoning steps working workings analysis essay essays ' +
    'lecture lectures preamble intro fluff waffle justification rationale commentary proof chatter blah story elaborate ' +
    'ramble chat',
  answer:
    'answer answers answering reply replies response result results number verdict solution conclusion respond answered',
  mention:
    'meaning mean means lyrics song songs synonym synonyms translate said says told write draft poem quote title phrase ' +
    'word words sentence slogan rephrase rewrite define definition recipe recipes ideas tips chords poster sign email ' +
    'message letter text caption book novel film movie band verse pronounce spell emoji quotes memes proverb idiom origin',
  urgency:
    'late train meeting battery boarding minute minutes seconds second sec secs min mins exam clock deadline bus flight ' +
    'urgent urgently now immediately',
  machine: 'model models engine mode router gpt claude llm tier reasoning_effort ai prompt chatbot',
};

/** They are no kind, but more than subjects. */
const PLAIN =
  'two three four quiet bottom brief check comb consideration cut delay depends dig dirty double driving easy else engage estimate fail ' +
  'feel feeling figure find fire forget get got gotta hand haven hit hold hunch idea judge jump know last leap leave ' +
  'leaves left length life line logic looks low move name next obvious open pace pause perfect pick plan point pops ' +
  'pressure prime principles reaction reasons research rest rough roughly run shoot short simple sloppy solid starts step ' +
  "straight stress sweat ten thru ticking tldr took top treat true turn verify waiting waste way week weigh what's " +
  "whether year you're let's haven't time's";

export const ASKED_KINDS = Object.keys(KINDS);

/** Each word's place in `ASKED_KINDS`; -1 for a word of no kind. */
export const askedWords = once(
  (): ReadonlyMap<string, number> =>
    new Map([
      ...[fold(FUNCTION_WORDS.en), [...EFFORT_WORDS.plain].join(' '), PLAIN]
        .join(' ')
        .split(' ')
        .map((word) => [word, -1] as const),
      ...Object.values(KINDS).flatMap((list, kind) => list.split(' ').map((word) => [word, kind] as const)),
    ]),
);
