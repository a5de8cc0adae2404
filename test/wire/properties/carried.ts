/**
 * What each wire carries of an answer, as data. Where it has no word for something, the word that it has instead stands
 * here, and nothing else may differ.
 */

import type { FinishReason, Part } from '../../../src/part.ts';
import { anthropicDialect } from '../../../src/provider/anthropic/dialect.ts';
import type { Dialect } from '../../../src/provider/contract.ts';
import { chatDialect } from '../../../src/provider/openai-chat/dialect.ts';
import { COMPATIBLE, OPENAI } from '../../../src/provider/openai-chat/rows.ts';
import { responsesDialect } from '../../../src/provider/openai-responses/dialect.ts';
import { chatWire } from '../../../src/wire/chat/wire.ts';
import { uncarry } from '../../../src/wire/messages/carried.ts';
import { messagesWire } from '../../../src/wire/messages/wire.ts';
import { isOwnItem } from '../../../src/wire/responses/own-ids.ts';
import { readSeal } from '../../../src/wire/responses/seal.ts';
import { responsesWire } from '../../../src/wire/responses/wire.ts';
import type { Wire } from '../../../src/wire/wire.ts';
import type { Meaning, Said } from '../../support/meaning.ts';

export interface Carried {
  readonly name: 'chat' | 'responses' | 'messages';
  readonly wire: Wire;
  /** Of a provider that speaks this wire. */
  readonly dialect: Dialect;
  /** It says which of the client's sequences a model came to. */
  readonly stopSequence: boolean;
  /** It has the words of a source that were cited. */
  readonly cited: boolean;
  /** A source without a title has its address for one. */
  readonly titleIsUrl: boolean;
  /** A refusal is told from words. */
  readonly refusal: boolean;
  /** Tokens of sound are counted apart. */
  readonly sound: boolean;
  /** A whole answer has one place for all of its words, one for all thoughts, one for all calls. */
  readonly sortsWhole: boolean;
  /** A whole answer has the arguments of a call as an object: what is none stands under this name. */
  readonly brokenArguments: string | null;
  /** Why it stopped, in this wire's words, read again. */
  readonly reason: (reason: FinishReason, called: boolean, refused: boolean) => FinishReason;
  /** What the parts that were read mean once our marks are read off them. */
  readonly unmarked: (parts: readonly Part[]) => readonly Part[];
}

export const CHAT: Carried = {
  ...{ name: 'chat', wire: chatWire, dialect: chatDialect(COMPATIBLE) },
  ...{ stopSequence: false, cited: true, titleIsUrl: true, refusal: true, sound: true },
  ...{ sortsWhole: true, brokenArguments: null },
  // A refusal ends as a filter would end it.
  reason: (reason, _, refused) =>
    refused && reason === 'stop' ? 'content_filter' : reason === 'other' ? 'stop' : reason,
  unmarked: (parts) => parts,
};

const messages: Carried = {
  ...{ name: 'messages', wire: messagesWire, dialect: anthropicDialect },
  ...{ stopSequence: true, cited: true, titleIsUrl: false, refusal: false, sound: false },
  ...{ sortsWhole: false, brokenArguments: 'INVALID_JSON' },
  reason: (reason, called, refused) =>
    reason !== 'stop' && reason !== 'other' ? reason : called ? 'tool_calls' : refused ? 'content_filter' : 'stop',
  unmarked: (parts) => {
    const signed = new Map<string, Extract<Part, { kind: 'call' }>['signature']>();
    return parts.flatMap((part): Part[] => {
      if (part.kind === 'call') {
        const signature = signed.get(part.id);
        return [signature === undefined ? part : { ...part, signature }];
      }
      if (part.kind !== 'signature' && part.kind !== 'sealed') return [part];
      const { signature, id } = uncarry(part.signature.value);
      if (part.kind === 'sealed') return [{ kind: 'sealed', signature, ...(id === null ? {} : { id }) }];
      if (id === null) return [{ kind: 'signature', signature }];
      signed.set(id, signature);
      return [];
    });
  },
};

const responses: Carried = {
  ...{ name: 'responses', wire: responsesWire, dialect: responsesDialect(OPENAI) },
  ...{ stopSequence: false, cited: false, titleIsUrl: true, refusal: true, sound: false },
  ...{ sortsWhole: false, brokenArguments: null },
  reason: (reason, called) =>
    reason === 'length' || reason === 'content_filter' ? reason : called ? 'tool_calls' : 'stop',
  unmarked: (parts) => {
    const signed = new Map<string, Extract<Part, { kind: 'call' }>['signature']>();
    return parts.flatMap((part): Part[] => {
      if (part.kind === 'call') {
        const signature = signed.get(part.id);
        return [signature === undefined ? part : { ...part, signature }];
      }
      if (part.kind !== 'sealed') return [part];
      const seal = readSeal(part.signature.value);
      if (seal.kind === 'call') {
        signed.set(seal.callId, seal.signature);
        return [];
      }
      if (seal.kind === 'signed') return [{ kind: 'signature', signature: seal.signature }];
      const named = part.id === undefined || isOwnItem(part.id) ? {} : { id: part.id };
      return [{ kind: 'sealed', signature: seal.signature, ...named }];
    });
  },
};

export const WIRES: readonly Carried[] = [CHAT, responses, messages];

/** `meaning` as far as `wire` has words for it. */
export function asCarried(meaning: Meaning, wire: Carried, model: string): Meaning {
  const { said, reason, stopSequence, usage } = meaning;
  const called = said.some(({ kind }) => kind === 'call');
  const refused = said.some(({ kind }) => kind === 'refusal');
  return {
    model: meaning.model ?? model,
    said: joined(said.map((one) => worded(one, wire))),
    reason: reason === null ? null : wire.reason(reason, called, refused),
    stopSequence: wire.stopSequence ? stopSequence : null,
    usage: usage === null || wire.sound ? usage : { ...usage, audioInput: undefined, audioOutput: undefined },
  };
}

function worded(one: Said, { cited, titleIsUrl, refusal }: Carried): Said {
  if (one.kind === 'refusal' && !refusal) return { kind: 'text', text: one.text, sources: [] };
  if (one.kind !== 'text') return one;
  const sources = one.sources.map((source) => ({
    ...{ url: source.url, title: source.title ?? (titleIsUrl ? source.url : null) },
    cited: cited ? source.cited : null,
  }));
  return { ...one, sources };
}

/** Words that were told apart by their kind alone are now neighbours. */
function joined(said: readonly Said[]): readonly Said[] {
  const all: Said[] = [];
  for (const one of said) {
    const last = all.at(-1);
    if (one.kind !== 'text' || last?.kind !== 'text') all.push(one);
    else all.splice(-1, 1, { ...last, text: last.text + one.text, sources: [...last.sources, ...one.sources] });
  }
  return all;
}

/** As a whole answer of `wire` has it. */
export function asWhole(meaning: Meaning, { sortsWhole, brokenArguments }: Carried): Meaning {
  const said = meaning.said.map((one): Said => {
    const isBroken = one.kind === 'call' && brokenArguments !== null && typeof one.arguments === 'string';
    return isBroken ? { ...one, arguments: { [brokenArguments]: one.arguments } } : one;
  });
  return { ...meaning, said: sortsWhole ? sorted(said) : said };
}

function sorted(said: readonly Said[]): readonly Said[] {
  const words = (kind: 'text' | 'refusal' | 'reasoning') =>
    said.map((one) => (one.kind === kind ? one.text : '')).join('');
  const sources = said.flatMap((one) => (one.kind === 'text' ? one.sources : []));
  const thoughts = said.flatMap((one): Said[] => {
    if (one.kind === 'sealed') return [one];
    return one.kind === 'reasoning' && one.signature !== null ? [{ ...one, text: '' }] : [];
  });
  return [
    { kind: 'reasoning', text: words('reasoning'), signature: null },
    ...thoughts,
    { kind: 'text', text: words('text'), sources },
    { kind: 'refusal', text: words('refusal') },
    ...said.filter(({ kind }) => kind === 'call'),
  ];
}
