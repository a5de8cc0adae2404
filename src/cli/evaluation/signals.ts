/** The signals measured on labelled rows: commerce, needs, domain and action, each as readSignals shows them. */

import type { CommerceIntent, Signals, SoftNeed } from '../../classify/contract.ts';
import { readSignals } from '../../classify/signals.ts';
import { readChat } from '../../wire/chat/read.ts';
import { calibrationError, type Estimate, shareOf } from './statistics.ts';

interface Score {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** How often each gold label was given which: `of[gold][given]`. */
type Confusion = Readonly<Record<string, Readonly<Record<string, number>>>>;

export interface CommerceRow {
  readonly text: string;
  readonly intent: CommerceIntent;
  readonly vertical: string;
}

export interface CommerceFigures {
  readonly macroF1: number;
  readonly intents: Readonly<Record<string, Score>>;
  /** Of informational and sensitive rows: those read as transactional or commercial. */
  readonly falseOffers: Estimate;
  /** Of transactional and commercial rows that were read as such. */
  readonly verticals: Estimate;
  /** Of `confidence`, as the probability that the row welcomes an offer. */
  readonly calibrationError: number;
  readonly confusion: Confusion;
}

export function measureCommerce(rows: readonly CommerceRow[]): CommerceFigures {
  const read = rows.map((row) => ({ ...row, commerce: signalsOf(row.text).commerce }));
  const unwelcome = read.filter(({ intent }) => intent === 'informational' || intent === 'sensitive');
  const offered = read.filter(({ intent, commerce }) => isOffer(intent) && isOffer(commerce.intent));
  const pairs = read.map(({ intent, commerce }) => ({ gold: intent, given: commerce.intent }));
  const intents = scores(pairs);
  return {
    macroF1: mean(Object.values(intents).map(({ f1 }) => f1)),
    intents,
    falseOffers: shareOf(unwelcome.map(({ commerce }) => isOffer(commerce.intent))),
    verticals: shareOf(offered.map(({ vertical, commerce }) => commerce.vertical === vertical)),
    calibrationError: calibrationError(
      read.map(({ intent, commerce }) => ({ confidence: commerce.confidence, right: isOffer(intent) })),
    ),
    confusion: confusion(pairs),
  };
}

export interface NeedsRow {
  readonly text: string;
  readonly needs: readonly string[];
}

export interface NeedsFigures {
  readonly macroF1: number;
  readonly needs: Readonly<Record<SoftNeed, Score>>;
  /** Rows whose needs were all found, and no other. */
  readonly exact: Estimate;
}

export function measureNeeds(rows: readonly NeedsRow[]): NeedsFigures {
  const read = rows.map(({ text, needs }) => ({ gold: needs, given: signalsOf(text).needs }));
  const scoreOf = (need: SoftNeed): Score => {
    const given = read.filter((row) => row.given.includes(need));
    const gold = read.filter((row) => row.gold.includes(need));
    return score(given.filter((row) => row.gold.includes(need)).length, given.length, gold.length);
  };
  const needs = {
    ...{ web: scoreOf('web'), code: scoreOf('code') },
    ...{ files: scoreOf('files'), actions: scoreOf('actions') },
  };
  return {
    macroF1: mean(Object.values(needs).map(({ f1 }) => f1)),
    needs,
    exact: shareOf(
      read.map(({ gold, given }) => gold.length === given.length && given.every((need) => gold.includes(need))),
    ),
  };
}

export interface SubjectRow {
  readonly text: string;
  readonly domain: string;
  readonly action: string;
}

export interface SubjectFigures {
  readonly domain: Estimate;
  readonly action: Estimate;
  readonly domains: Confusion;
  readonly actions: Confusion;
}

export function measureSubject(rows: readonly SubjectRow[]): SubjectFigures {
  const read = rows.map(({ text, domain, action }) => {
    const signals = signalsOf(text);
    return { domain: { gold: domain, given: signals.domain }, action: { gold: action, given: signals.action } };
  });
  const accuracy = (pairs: readonly Pair[]): Estimate => shareOf(pairs.map(({ gold, given }) => gold === given));
  const domains = read.map(({ domain }) => domain);
  const actions = read.map(({ action }) => action);
  return {
    domain: accuracy(domains),
    action: accuracy(actions),
    domains: confusion(domains),
    actions: confusion(actions),
  };
}

interface Pair {
  readonly gold: string;
  readonly given: string;
}

const isOffer = (intent: CommerceIntent): boolean => intent === 'transactional' || intent === 'commercial';

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Of each gold label; 0 where nothing was right. */
function scores(pairs: readonly Pair[]): Record<string, Score> {
  return Object.fromEntries(
    [...new Set(pairs.map(({ gold }) => gold))].map((label) => {
      const given = pairs.filter((pair) => pair.given === label);
      const gold = pairs.filter((pair) => pair.gold === label);
      return [label, score(given.filter((pair) => pair.gold === label).length, given.length, gold.length)];
    }),
  );
}

function score(hits: number, given: number, gold: number): Score {
  if (hits === 0) return { precision: 0, recall: 0, f1: 0 };
  return { precision: hits / given, recall: hits / gold, f1: (2 * hits) / (given + gold) };
}

function confusion(pairs: readonly Pair[]): Confusion {
  const counts: Record<string, Record<string, number>> = {};
  for (const { gold, given } of pairs) {
    const row = counts[gold] ?? {};
    row[given] = (row[given] ?? 0) + 1;
    counts[gold] = row;
  }
  return counts;
}

/** The signals of a request that is this text and nothing else. */
function signalsOf(text: string): Signals {
  const body = { json: { messages: [{ role: 'user', content: text }] }, bytes: text.length };
  return readSignals(readChat(body, { user: null, session: null, effort: null }));
}
