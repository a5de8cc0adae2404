/**
 * What an account tells the tenant's object of what its requests used, and of its last decisions: in batches, behind the
 * requests, each counted exactly once whatever is lost, doubled, late or dies. Pure.
 *
 * - A charge and the row that tells of it are written in one transaction: what is told of was charged, and the other way round.
 * - A batch is sealed under the next number of the account's life, written down, and sent as it is until it is acknowledged;
 *   what is charged meanwhile waits for the next. So there is one at a time that the tenant's object may not know.
 * - The tenant's object keeps the last number that it counted of each life, in the transaction that counts; one that comes
 *   again is acknowledged and not counted.
 * - An account ends only when nothing of it is untold, and its next life has a name of its own, by chance: no batch is taken
 *   for one of another life.
 * - A life is forgotten once no batch of it could count any more: a batch tells of no day after the one on which it was first
 *   counted, and days that are no longer kept are not counted.
 */

import type { Decision } from '../route/decision.ts';
import type { Limit } from '../tenant/policy.ts';
import type { Tokens, UnixMs } from '../unit.ts';
import type { Origin, Settlement } from './contract.ts';
import type { Pool, PoolStanding } from './lending.ts';

/** What is counted, by the names of the columns. A request counts under one model: the one that answered it. */
export const COUNTS = [
  ...(['requests', 'failed', 'unsettled', 'estimated'] as const),
  ...(['input', 'cached', 'output', 'reasoning', 'cost'] as const),
];

/**
 * - `requests`: those that are charged; of them `unsettled`, of which nobody told how they ended: they are charged all that was
 *   held for them, and tokens are known where a token limit held some; and `estimated`, part of whose count is an estimate,
 *   the unsettled among them.
 * - `failed`: those that no provider answered, which are neither counted nor charged. (What a limit refuses is written nowhere:
 *   it would cost an account that has nothing left a write each time.)
 * - `input`, of it `cached`; `output`, of it `reasoning`, as far as that was told apart: tokens. `cost`: micro-dollars.
 */
export type Used = Readonly<Record<(typeof COUNTS)[number], number>>;

/** What one key used of one model on one day: days since 1970, UTC, by the moment of the settlement. */
export interface UsageRow extends Used {
  readonly day: number;
  readonly key: string;
  readonly model: string;
}

/** A decision, when it was settled, and the key it was made for; null for one from before that was kept. */
export type ToldDecision = Decision & { readonly at: UnixMs; readonly key: string | null };

/** Crosses RPC. */
export interface Batch {
  readonly life: string;
  /** From 1, without gaps. */
  readonly seq: number;
  /** As in `Origin`. */
  readonly user: string;
  readonly usage: readonly UsageRow[];
  /** Newest first, at most `DECISIONS_TOLD`. */
  readonly decisions: readonly ToldDecision[];
}

export type Acknowledged = Pick<Batch, 'life' | 'seq'>;

export type ReportedDecision = ToldDecision & Pick<Batch, 'user'>;

/** Days as in `UsageRow`, both included. */
export interface UsageQuery {
  readonly from: number;
  readonly to: number;
  /** Of this key alone; null: of all. */
  readonly key: string | null;
  /** Whose standing is asked for as well. */
  readonly pools: readonly Pool[];
}

export interface UsageReport {
  /** The dearest first. */
  readonly byKey: readonly (Used & Pick<UsageRow, 'key'>)[];
  readonly byModel: readonly (Used & Pick<UsageRow, 'model'>)[];
  /** Days on which something was used, in order. */
  readonly byDay: readonly (Used & Pick<UsageRow, 'day'>)[];
  /** When the last report came; null before the first. */
  readonly reportedAt: UnixMs | null;
  readonly pools: readonly PoolStanding[];
}

/** A batch is due when it holds so many requests, */
export const BATCH_REQUESTS = 50;
/** or so long after its first. */
export const BATCH_MS = 600_000;
/** Of more decisions in one batch the newest are told. */
export const DECISIONS_TOLD = 20;
/** How long what was used on a day is kept. */
export const USAGE_DAYS = 400;
/** By so much the clocks of two objects may differ. */
const CLOCKS_DAYS = 2;

const DAY_MS = 86_400_000;

export const NOTHING_USED: Used = {
  ...{ requests: 0, failed: 0, unsettled: 0, estimated: 0 },
  ...{ input: 0, cached: 0, output: 0, reasoning: 0, cost: 0 },
};

export const dayOf = (at: UnixMs): number => Math.floor(at / DAY_MS);

/** Whether what was used on that day still counts. */
export const isKept = (day: number, now: UnixMs): boolean => day > dayOf(now) - USAGE_DAYS;

/** From which day on a life that was heard of now may be forgotten. */
export const forgottenOn = (now: UnixMs): number => dayOf(now) + USAGE_DAYS + CLOCKS_DAYS;

/** `last` is the number that was counted last of the same life, 0 for none. */
export const isNews = ({ seq }: Pick<Batch, 'seq'>, last: number): boolean => seq > last;

export function sumOf(all: readonly Used[]): Used {
  const sum: Record<(typeof COUNTS)[number], number> = { ...NOTHING_USED };
  for (const each of all) for (const count of COUNTS) sum[count] += each[count];
  return sum;
}

/** What a settlement is told as: the work of each model under its own name. */
export function usedBy(settlement: Exclude<Settlement, { kind: 'withdraw' }>, now: UnixMs): readonly UsageRow[] {
  const { origin, decision } = settlement;
  const under = { day: dayOf(now), key: origin.key };
  if (settlement.kind === 'release') return [{ ...NOTHING_USED, ...under, model: decision.model, failed: 1 }];
  const { bills } = settlement;
  const estimated = bills.some(({ usage }) => usage.estimated);
  // Where none of those who worked is who is named, the first is.
  const answering = bills.find(({ model }) => model === decision.model) ?? bills[0];
  return bills.map((bill) => ({
    ...{ ...NOTHING_USED, ...under, model: bill.model, cost: bill.cost },
    ...{ requests: Number(bill === answering), estimated: Number(bill === answering && estimated) },
    ...{ input: bill.usage.input, cached: bill.usage.cachedInput },
    ...{ output: bill.usage.output, reasoning: bill.usage.reasoning ?? 0 },
  }));
}

/** Whose a hold is, and what it holds of the input: to be told of should nobody settle it. */
export type HeldOrigin = Origin & {
  readonly input: Tokens;
  /** The user was forgotten since (`forgetting.ts`): what it used counts, and nothing else is kept of it. */
  readonly forgotten?: true;
};

interface Forgotten {
  readonly origin: HeldOrigin;
  readonly amounts: readonly { readonly of: Limit['of']; readonly amount: number }[];
  readonly admission: { readonly rung: { readonly candidates: readonly [{ readonly model: string }, ...unknown[]] } };
}

/** What a hold is told as that nobody settled: as limits are charged for it, under the model that was to answer. */
export function usedByForgotten({ origin, amounts, admission }: Forgotten, now: UnixMs): UsageRow {
  // Every limit of a kind holds the same: the worst case.
  const held = (kind: Limit['of']) =>
    amounts.reduce((most, { of, amount }) => (of === kind ? Math.max(most, amount) : most), 0);
  const all = held('tokens');
  const input = Math.min(all, origin.input);
  return {
    ...{ ...NOTHING_USED, day: dayOf(now), key: origin.key, model: admission.rung.candidates[0].model },
    ...{ requests: 1, unsettled: 1, estimated: 1, input, output: all - input, cost: held('cost') },
  };
}
