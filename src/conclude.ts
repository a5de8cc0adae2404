/**
 * The last steps of the way of a request, taken once however the answer ended: settle what was held, and record it.
 * They run behind the answer, and before it only where nobody answered, so that the caller's next request finds its
 * limits free again.
 */

import { type Approach, clock, type Door } from './approach.ts';
import { estimateTokens } from './classify/tokens.ts';
import type { Target } from './provider/contract.ts';
import type { Failover } from './provider/failover.ts';
import { rowOf } from './provider/table.ts';
import type { Usage } from './quota/contract.ts';
import { costOf } from './quota/price.ts';
import { type Outcome, record, withoutWords } from './record.ts';
import { answeredBy } from './route/decide.ts';
import type { Decision } from './route/decision.ts';
import { tellSightings } from './sightings.ts';
import { Meter } from './stream/meter.ts';
import type { Earlier } from './stream/relay.ts';
import type { Model } from './tenant/policy.ts';
import { learnableOf } from './to-learn.ts';
import { isNonEmpty, microDollars, milliseconds, type Tokens, tokens, type UnixMs } from './unit.ts';

/** One request on its way through its candidates. */
export interface Serving {
  readonly door: Door;
  readonly way: Approach;
  /** As admitted, before anybody was called. */
  readonly decision: Decision;
  readonly failover: Failover;
  /** What the provider reads beside the request, as far as it is known. */
  readonly carried?: Tokens;
}

/** What a model is taken to have written by the second, where a client left before any of it could be seen. */
const UNSEEN_TOKENS_PER_SECOND = 60;

export interface Ended {
  readonly ending: Exclude<Outcome['ending'], 'refused'>;
  readonly meter: Meter;
  /** Those who answered until they broke off, and were gone on from: their work is charged as well. */
  readonly earlier: readonly Earlier[];
  readonly firstContentAt: UnixMs | null;
  /** A failure past the first content: it moved nobody, and is recorded all the same. */
  readonly brokeOff: Outcome['failures'];
}

/** The decision as it stands after those who failed: the model that answers, or the last that was tried. */
export function currentDecision({ way, decision, failover }: Serving, model?: string): Decision {
  const { failures, passedOver, current, earlier, hedged } = failover;
  // Who failed to go on with an answer is not who gave it.
  const gave = current ?? earlier.at(-1)?.target;
  const answering = model ?? gave?.model.name ?? failures.at(-1)?.model ?? decision.model;
  const beside =
    hedged === null
      ? []
      : [`${hedged.rival} was called beside ${hedged.late}, which had not begun to answer after ${hedged.afterMs} ms`];
  const hasMoved = hedged?.rival === answering;
  const answered = answeredBy(
    decision,
    answering,
    [
      ...passedOver.map((passed) => `${passed.model} was passed over. ${passed.why}`),
      ...failures.map((failed) => `${failed.model} ${failed.message}`),
      ...(hasMoved ? beside : []),
    ],
    way.proposal.pinned,
  );
  // One that was called in vain moved nobody.
  return hasMoved
    ? answered
    : { ...answered, why: [...answered.why, ...beside.map((detail) => ({ rule: 'hedge', detail }))] };
}

export async function conclude(serving: Serving, ended: Ended): Promise<void> {
  const { door, way, failover } = serving;
  const decision = currentDecision(serving);
  // Whoever was working when the answer ended is charged for, a client that hung up included; if nobody was, nothing is.
  const worker = ended.ending === 'failed' ? null : failover.current;
  const extra = promptTokens(serving);
  const bills = ended.earlier.flatMap(({ meter }, at) => {
    const before = failover.earlier[at];
    if (before === undefined) return [];
    const { target, input, most } = before;
    return [bill(target.model, meter.total(tokens(extra + input), estimateTokens, tokens(0), most))];
  });
  if (worker !== null) {
    const read = tokens(extra + failover.spoken);
    const unseen = unseenTokens(serving, ended);
    bills.push(bill(worker.model, ended.meter.total(read, estimateTokens, unseen, failover.most)));
  }
  if (ended.ending !== 'failed') bills.push(...billsBeside(serving, bills));
  const usage = bills
    .map((each) => each.usage)
    .reduce<Usage | null>((sum, each) => (sum === null ? each : added(sum, each)), null);
  const cost = microDollars(bills.reduce((sum, each) => sum + each.cost, 0));
  const { outages } = failover;
  const concluded = {
    origin: way.admitRequest.origin,
    decision: withoutWords(decision),
    ...(outages.length === 0 ? {} : { outages }),
    ...(await learnableOf(serving, ended, decision)),
  };
  const { learnable } = concluded;
  const settled = await way.account
    .settle(
      decision.id,
      usage === null || !isNonEmpty(bills)
        ? { kind: 'release', ...concluded }
        : { kind: 'charge', usage, cost, bills, ...concluded, ...issuedBy(serving, worker, ended.meter) },
    )
    .then(
      () => true,
      // The client of the ledger has logged it; the hold's alarm will charge it in full.
      () => false,
    );
  record(
    {
      decision,
      keyId: way.key.id,
      ending: ended.ending,
      stream: way.ask.stream,
      usage,
      cost,
      failures: [...failover.failures, ...ended.brokeOff].map(({ model, kind, message }) => ({ model, kind, message })),
      passedOver: failover.passedOver,
      // Told apart only where there is more than one.
      shares: bills.length > 1 ? bills : [],
      pricedBy: [...new Set(bills.map(({ pricedBy }) => pricedBy))],
      providerRequest: failover.requestId,
      unanswered: way.classification.failures,
      said: way.classification.said,
      firstContentMs: ended.firstContentAt === null ? null : milliseconds(ended.firstContentAt - way.startedAt),
      totalMs: milliseconds(clock() - way.startedAt),
      settled,
      ...(learnable === undefined
        ? {}
        : { arm: learnable.arm, features: learnable.features, explicit: learnable.explicit }),
    },
    door.env.analytics,
  );
  tellSightings(serving, ended, decision);
}

const promptTokens = ({ way, carried }: Serving): Tokens => tokens(way.signals.inputTokens + (carried ?? 0));

/** What its provider keeps of an answer. One that was translated is kept by nobody. */
function issuedBy({ way }: Serving, worker: Target | null, { answerId }: Meter) {
  const { state, wire } = way.ask;
  if (worker === null || state === undefined) return {};
  const { kind, name } = worker.model.provider;
  if (rowOf(kind)?.dialect(wire).speaks !== wire) return {};
  const conversation = state.from?.field === 'conversation' ? [state.from.id] : [];
  const ids = [...(state.keeps && answerId !== null ? [answerId] : []), ...conversation];
  return ids.length === 0 ? {} : { issued: { ids, provider: name } };
}

type Bill = Outcome['shares'][number];

function bill({ name, price, pricedBy }: Model, usage: Usage): Bill {
  return { model: name, usage, cost: price === null ? microDollars(0) : costOf(usage, price), pricedBy };
}

/** What is known of one alone is what is known of both. */
function added(a: Usage, b: Usage): Usage {
  const sum: Record<string, Tokens | undefined> = {};
  for (const name of COUNTS) {
    const both = (a[name] ?? 0) + (b[name] ?? 0);
    if (a[name] !== undefined || b[name] !== undefined) sum[name] = tokens(both);
  }
  return { ...a, ...sum, estimated: a.estimated || b.estimated };
}

const COUNTS = [
  ...(['input', 'cachedInput', 'cacheWrite', 'cacheWrite1h', 'audioInput'] as const),
  ...(['output', 'audioOutput', 'reasoning'] as const),
];

/**
 * Those who were asked beside whoever answered, and had not failed when they were ended: each has read the request, and
 * may have written as a client that left early has not seen it. Under a cap all of them together wrote no more than is
 * held for one answer; what a continuation leaves of that is not reckoned out, and taken for nothing.
 */
function billsBeside(serving: Serving, bills: readonly Bill[]): Bill[] {
  const { way, failover } = serving;
  const written = bills.reduce((sum, { usage }) => sum + usage.output, 0);
  let left = failover.earlier.length > 0 ? 0 : Math.max(0, failover.covered - written);
  return failover.beside.map(({ target, calledAt, endedAt }) => {
    const unseen = Math.min(left, failover.most, workedTokens(way, (endedAt ?? clock()) - calledAt));
    left -= unseen;
    return bill(target.model, new Meter().total(promptTokens(serving), estimateTokens, tokens(unseen)));
  });
}

/**
 * What a provider may have written for a client that left before it saw anything: a whole answer, or reasoning that is
 * not shown. By the time it took, within its cap; to charge nothing would make leaving early a way around every limit.
 */
function unseenTokens({ way, failover }: Serving, { ending }: Ended): Tokens {
  return ending === 'hung_up' ? workedTokens(way, clock() - failover.calledAt) : tokens(0);
}

const workedTokens = ({ ask }: Approach, ms: number): Tokens =>
  tokens(Math.round((ms / 1000) * UNSEEN_TOKENS_PER_SECOND * ask.choices));
